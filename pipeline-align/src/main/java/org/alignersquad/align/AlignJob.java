package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.CorpusShards;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.spark.TeacherSpending;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Aligns every row of a dump with a squad in stage {@code aligned}, which reads, works and writes in one pass; a dry run has
 * stage {@code inspected} instead.
 */
public final class AlignJob implements Job<AlignRecipe> {
    /** The stage whose kept rows are the dump's, with the columns of {@link Alignment}. */
    public static final String ALIGNED = "aligned";

    /** The same of a dry run, which rewrites nothing. */
    static final String INSPECTED = "inspected";

    @Override
    public String name() {
        return "align";
    }

    @Override
    public Class<AlignRecipe> recipeType() {
        return AlignRecipe.class;
    }

    @Override
    public void check(AlignRecipe recipe, Configuration conf) {
        Inputs inputs = new Inputs(conf);
        inputs.corpus("align.dump", recipe.dump());
        recipe.squad().criteria().forEach((criterion, member) -> check(inputs, criterion, member));
        if (recipe.ledger() != null) inputs.writable("align.ledger", recipe.ledger());
        // spark-submit's settings, before there is a session
        StageResources.problem(ComputeConfig.STAGE_KEY, recipe.computes().stage(), new SparkConf())
                .ifPresent(inputs::problem);
        inputs.writable("align.output", recipe.output());
        inputs.throwProblems();
    }

    private static void check(Inputs inputs, String criterion, MemberConfig member) {
        String key = "align.squad.criteria." + criterion;
        if (member.inspector() != null) inputs.exists(key + ".inspector", member.inspector() + "/inspector.json");
        if (member.aligner() != null) inputs.exists(key + ".aligner", member.aligner() + "/aligner.json");
        for (String file : member.criterionFiles()) {
            try {
                Recipes.loadWhole(file, Criterion.class);
            } catch (ConfigException e) {
                inputs.problem(key + ": " + e.getMessage());
            }
        }
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<AlignRecipe> recipe) {
        AlignRecipe values = recipe.values();
        if (!values.squad().asksEndpoints()) return run(spark, values);
        try (TeacherSpending spending = TeacherSpending.open(spark, values.output() + "/spent.json", values.budget())) {
            return run(spark, values);
        }
    }

    private JobReport run(SparkSession spark, AlignRecipe values) {
        Configuration conf = spark.sessionState().newHadoopConf();
        Stages stages = new Stages(spark, name(), values.output());
        boolean dry = values.inspectsOnly();
        try (CorpusShards dump = CorpusShards.open(spark, values.dealt(), values.output())) {
            StageResources resources = resources(spark, values.computes());
            AlignRows align = rows(spark, values, dump, dry ? 0 : values.squad().maxSteps());
            StageOutput aligned = aligned(stages, values, dump, dry ? INSPECTED : ALIGNED, align, resources);
            Map<String, Object> figures = FigureFile.of(
                    conf,
                    values.output() + (dry ? "/dry-run.json" : "/figures.json"),
                    aligned.fingerprint() + aligned.checksum(),
                    () -> figures(spark, values, dump, aligned, resources));
            return new JobReport(name(), ExitCode.DONE, values.output(), stages.reports(), figures);
        }
    }

    private static StageResources resources(SparkSession spark, ComputeConfig compute) {
        SparkConf conf = spark.sparkContext().getConf();
        return StageResources.of(ComputeConfig.STAGE_KEY, compute.stage(), compute.mayUseGpu(), conf);
    }

    private static Map<String, Object> figures(
            SparkSession spark, AlignRecipe recipe, CorpusShards dump, StageOutput aligned, StageResources resources) {
        SquadConfig squad = recipe.squad();
        Map<String, Object> figures = new AlignFigures(aligned, squad).figures();
        if (recipe.inspectsOnly()) {
            spark.sparkContext().setJobDescription("align: pilot of the dry run");
            AlignRows pilot = rows(spark, recipe, dump, squad.maxSteps());
            DryRun dryRun = new DryRun(spark, dump, aligned, pilot, resources);
            figures.putAll(dryRun.estimate(requireNonNull((Long) figures.get("faulty"))));
        }
        return figures;
    }

    private static AlignRows rows(SparkSession spark, AlignRecipe recipe, CorpusShards dump, int steps) {
        var hadoop = new SerializableConfiguration(spark.sessionState().newHadoopConf());
        AlignedColumns columns = AlignedColumns.of(recipe.dump(), dump.rows().schema());
        SquadModels models = SquadModels.of(spark, recipe, dump.shards());
        return new AlignRows(recipe.squad(), steps, models, hadoop, columns, null);
    }

    private static StageOutput aligned(
            Stages stages,
            AlignRecipe recipe,
            CorpusShards dump,
            String name,
            AlignRows align,
            StageResources resources) {
        List<Object> settings =
                List.of(recipe.squad().settings(), align.models().settings());
        Encoder<Row> encoder = Encoders.row(align.columns().outcomes());
        return stages.corpus(
                name,
                dump,
                recipe.shardsPerWave(),
                settings,
                (wave, tally) -> dump.each(wave, align.columns()::select, align.counting(tally), encoder, resources));
    }
}
