package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.align.AlignJob;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.spark.TeacherSpending;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates what job align made: stages {@code comparisons} (what the judge is asked) and {@code judgements}, and all
 * figures in {@code evaluation.json}.
 */
public final class EvaluateJob implements Job<EvaluateRecipe> {
    private static final String FILE = "/evaluation.json";

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public Class<EvaluateRecipe> recipeType() {
        return EvaluateRecipe.class;
    }

    @Override
    public void check(EvaluateRecipe recipe, Configuration conf) {
        Inputs inputs = new Inputs(conf);
        List<String> columns = new ArrayList<>(List.of("row_id", "trail", recipe.prompt(), recipe.response()));
        LabelsConfig labels = recipe.labels();
        if (labels != null) columns.add(labels.fault());
        if (labels != null && labels.expected() != null) columns.add(labels.expected());
        inputs.stage("evaluate.aligned", recipe.aligned() + "/" + AlignJob.ALIGNED, columns);
        for (String file : recipe.judge().criteria()) {
            try {
                Recipes.loadWhole(file, Criterion.class);
            } catch (ConfigException e) {
                inputs.problem("evaluate.judge.criteria: " + e.getMessage());
            }
        }
        inputs.writable("evaluate.output", recipe.output());
        inputs.writable("evaluate.judge.ledger.path", recipe.judge().ledger().path());
        inputs.throwProblems();
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<EvaluateRecipe> recipe) {
        EvaluateRecipe values = recipe.values();
        StageOutput aligned = StageOutput.open(spark, values.aligned() + "/" + AlignJob.ALIGNED);
        Judge judge = judge(values.judge());
        Stages stages = new Stages(spark, name(), values.output());
        StageOutput judgements;
        try (TeacherSpending spending =
                TeacherSpending.open(spark, values.output(), values.judge().budget())) {
            judgements = judgements(spark, stages, values, aligned, judge);
        }
        Evaluation evaluation = evaluation(spark, values, aligned, judgements, judge.criteria());
        List<String> misses = values.floors().misses(evaluation);
        ExitCode exit = misses.isEmpty() ? ExitCode.DONE : ExitCode.GATE_NOT_MET;
        return new JobReport(name(), exit, values.output(), stages.reports(), figures(evaluation, misses));
    }

    private static Judge judge(JudgeConfig config) {
        List<Criterion> criteria = config.criteria().stream()
                .map(file -> Recipes.loadWhole(file, Criterion.class))
                .toList();
        return Judge.of(criteria, config.teacher().model(), config.sampling());
    }

    private static StageOutput judgements(
            SparkSession spark, Stages stages, EvaluateRecipe recipe, StageOutput aligned, Judge judge) {
        JudgeConfig config = recipe.judge();
        TeacherAccess access = TeacherAccess.open(spark, config.teacher(), config.ledger(), config.shardsPerWave());
        List<Object> settings = new ArrayList<>(
                List.of(aligned.fingerprint(), aligned.checksum(), recipe.prompt(), recipe.response(), judge));
        if (recipe.labels() != null) settings.add(recipe.labels());
        StageOutput comparisons = stages.whole(
                "comparisons",
                access.buckets(),
                settings,
                () -> comparisons(ChangedRows.of(aligned, recipe).where("changed"), access, judge));
        JudgementRows ask = new JudgementRows(access, judge);
        return stages.each(
                "judgements",
                comparisons,
                config.shardsPerWave(),
                List.of(),
                rows -> rows.mapPartitions(ask, JudgementRows.OUTCOMES.encoder()));
    }

    private static Dataset<Row> comparisons(Dataset<Row> changed, TeacherAccess access, Judge judge) {
        requireCriteria(changed, judge.criteria());
        Dataset<Row> outcomes =
                changed.mapPartitions(new ComparisonRows(access, judge), ComparisonRows.OUTCOMES.encoder());
        return Shards.oneTaskEach(
                outcomes, IntStream.range(0, access.buckets()).boxed().toList());
    }

    private static void requireCriteria(Dataset<Row> changed, List<String> known) {
        List<String> unknown = changed
                .selectExpr("explode(accepted) AS criterion")
                .where(not(col("criterion").isin(known.toArray())))
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
        if (!unknown.isEmpty()) {
            throw new ConfigException("evaluate.judge.criteria: rows were aligned for " + unknown
                    + ", whose criterion files are missing; there are " + known);
        }
    }

    private static Evaluation evaluation(
            SparkSession spark,
            EvaluateRecipe recipe,
            StageOutput aligned,
            StageOutput judgements,
            List<String> criteria) {
        Configuration conf = spark.sessionState().newHadoopConf();
        String of =
                Hashes.id(aligned.fingerprint(), aligned.checksum(), judgements.fingerprint(), judgements.checksum());
        Evaluation found = read(conf, recipe.output() + FILE);
        if (found != null && found.of().equals(of)) return found;
        spark.sparkContext().setJobDescription("evaluate: count the figures");
        Evaluation counted = new Evaluator(recipe, aligned, judgements, criteria).evaluate(of);
        OutputFiles.write(conf, recipe.output() + FILE, Json.pretty(counted));
        return counted;
    }

    private static @Nullable Evaluation read(Configuration conf, String file) {
        String text = OutputFiles.read(conf, file);
        return text == null ? null : Json.read(text, Evaluation.class);
    }

    private static Map<String, Object> figures(Evaluation evaluation, List<String> misses) {
        Map<String, Object> figures = new LinkedHashMap<>();
        LabelFigures labels = evaluation.labels();
        if (labels != null) {
            put(figures, "misaligned", labels.misaligned());
            put(figures, "fixed_share", labels.fixedShare());
            put(figures, "aligned", labels.aligned());
            put(figures, "untouched_share", labels.untouchedShare());
        }
        WinRate wins = evaluation.judge().preference();
        put(figures, "changed_rows", evaluation.rows().changed());
        put(figures, "pairs", wins.pairs());
        put(figures, "win_rate", wins.winRate());
        put(figures, "win_rate_low", wins.winRateLow());
        put(figures, "win_rate_high", wins.winRateHigh());
        put(figures, "length_controlled_win_rate", wins.lengthControlledWinRate());
        put(figures, "ties", wins.ties());
        put(figures, "position_bias", evaluation.judge().positionBias());
        put(figures, "copy_rate", evaluation.rows().copyRate());
        put(figures, "edit_similarity", evaluation.rows().editSimilarity());
        put(figures, "length_ratio", evaluation.rows().lengthRatio());
        put(figures, "judge_failures", evaluation.judge().failed());
        put(figures, "gate", misses.isEmpty() ? "met" : String.join("; ", misses));
        return figures;
    }

    private static void put(Map<String, Object> figures, String name, @Nullable Object value) {
        if (value != null) figures.put(name, value);
    }
}
