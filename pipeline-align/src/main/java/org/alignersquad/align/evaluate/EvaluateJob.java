package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alignersquad.align.AlignJob;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates what job align made: stages {@code comparisons} (what the judge is asked), {@code judgements} and
 * {@code scores} (one row for each of the dump's, for later runs to compare with), and all figures in
 * {@code evaluation.json}.
 */
public final class EvaluateJob implements Job<EvaluateRecipe> {
    private static final String FILE = "/evaluation.json";
    private static final String SCORES = "scores";

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
        List<String> columns = new ArrayList<>(List.of("row_id", "trail"));
        if (recipe.prompt() != null) columns.add(recipe.prompt());
        if (recipe.response() != null) columns.add(recipe.response());
        LabelsConfig labels = recipe.labels();
        if (labels != null) columns.add(labels.fault());
        if (labels != null && labels.expected() != null) columns.add(labels.expected());
        if (recipe.questionType() != null) columns.add(recipe.questionType());
        inputs.stage("evaluate.aligned", recipe.aligned() + "/" + AlignJob.ALIGNED, columns);
        JudgeStages.check(inputs, "evaluate.judge", recipe.judge());
        if (recipe.secondJudge() != null) JudgeStages.check(inputs, "evaluate.second_judge", recipe.secondJudge());
        if (recipe.baseline() != null)
            inputs.stage("evaluate.baseline", recipe.baseline() + "/" + SCORES, List.of("row_id", "score"));
        inputs.writable("evaluate.output", recipe.output());
        inputs.throwProblems();
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<EvaluateRecipe> recipe) {
        EvaluateRecipe values = recipe.values();
        StageOutput aligned = StageOutput.open(spark, values.aligned() + "/" + AlignJob.ALIGNED);
        JudgeStages judge = new JudgeStages(spark, values, aligned, values.judge());
        Stages stages = new Stages(spark, name(), values.output());
        StageOutput judgements = judge.judgements(stages, "");
        JudgeConfig other = values.secondJudge();
        StageOutput second =
                other == null ? null : new JudgeStages(spark, values, aligned, other).judgements(stages, "second-");
        Pairs pairs = new Pairs(judgements.kept());
        StageOutput scores = scores(stages, aligned, judgements, pairs);
        String baseline = values.baseline();
        StageOutput earlier = baseline == null ? null : StageOutput.open(spark, baseline + "/" + SCORES);
        Evaluation evaluation = evaluation(spark, values, judge, aligned, judgements, second, scores, earlier);
        List<String> misses = values.floors().misses(evaluation);
        ExitCode exit = misses.isEmpty() ? ExitCode.DONE : ExitCode.GATE_NOT_MET;
        return new JobReport(name(), exit, values.output(), stages.reports(), EvaluationSummary.of(evaluation, misses));
    }

    private static StageOutput scores(Stages stages, StageOutput aligned, StageOutput judgements, Pairs pairs) {
        List<String> settings = List.of(aligned.fingerprint(), aligned.checksum(), judgements.checksum());
        int shards = judgements.shards();
        return stages.whole(SCORES, shards, settings, () -> {
            Dataset<Row> rows =
                    Against.scores(aligned.kept(), pairs).withColumn(Outcomes.SHARD, Shards.of(col("row_id"), shards));
            return Shards.oneTaskEach(
                    Outcomes.kept(rows), IntStream.range(0, shards).boxed().toList());
        });
    }

    private static Evaluation evaluation(
            SparkSession spark,
            EvaluateRecipe recipe,
            JudgeStages judge,
            StageOutput aligned,
            StageOutput judgements,
            @Nullable StageOutput second,
            StageOutput scores,
            @Nullable StageOutput earlier) {
        Configuration conf = spark.sessionState().newHadoopConf();
        String of = of(recipe, aligned, judgements, second, earlier);
        Evaluation found = read(conf, recipe.output() + FILE);
        if (found != null && found.of().equals(of)) return found;
        spark.sparkContext().setJobDescription("evaluate: count the figures");
        Pairs pairs = new Pairs(judgements.kept());
        Against against =
                earlier == null ? null : Against.of(String.valueOf(recipe.baseline()), scores.kept(), earlier.kept());
        Pairs others = second == null ? null : new Pairs(second.kept());
        Evaluation counted =
                new Evaluator(spark, recipe, aligned, judgements, judge.criteria(), others, against).evaluate(of);
        AlpacaEvalConfig alpacaEval = recipe.alpacaEval();
        if (alpacaEval != null)
            new AlpacaEvalFiles(conf, recipe.output() + "/alpaca_eval", alpacaEval)
                    .write(ChangedRows.of(spark, aligned, recipe), pairs);
        OutputFiles.write(conf, recipe.output() + FILE, Json.pretty(counted));
        return counted;
    }

    /** Changes with whatever could change a figure. */
    private static String of(EvaluateRecipe recipe, @Nullable StageOutput... stages) {
        String files = String.join(
                " ",
                Stream.of(stages)
                        .map(stage -> stage == null ? "-" : stage.fingerprint() + stage.checksum())
                        .toList());
        List<String> settings = new ArrayList<>();
        settings.add(String.valueOf(recipe.baseline()));
        settings.add(String.valueOf(recipe.questionType()));
        settings.add(String.valueOf(recipe.alpacaEval()));
        return Hashes.id(CodeVersion.current(), files, String.join("\n", settings));
    }

    private static @Nullable Evaluation read(Configuration conf, String file) {
        String text = OutputFiles.read(conf, file);
        return text == null ? null : Json.read(text, Evaluation.class);
    }
}
