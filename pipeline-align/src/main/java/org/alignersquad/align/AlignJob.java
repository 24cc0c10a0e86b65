package org.alignersquad.align;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.triple.RejectReason;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Aligns every row of a dump with a squad; stages {@code input} and {@code aligned}; in a dry run
 * {@code input} and {@code inspected}.
 */
public final class AlignJob implements Job<AlignRecipe> {
    /** The stage whose kept rows are the dump's, with the columns of {@link Alignment}. */
    public static final String ALIGNED = "aligned";

    /** The stage whose kept rows are the dump's as they were read, with {@link Corpus#PROMPT} and {@link Corpus#RESPONSE}. */
    public static final String INPUT = "input";

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
        Configuration conf = spark.sessionState().newHadoopConf();
        Stages stages = new Stages(spark, name(), values.output());
        StageOutput input = input(spark, conf, stages, values);
        boolean dry = values.inspectsOnly();
        AlignRows align = rows(spark, values, input, dry ? 0 : values.squad().maxSteps());
        StageOutput aligned = aligned(stages, values, input, dry ? INSPECTED : ALIGNED, align);
        spark.sparkContext().setJobDescription("align: count the figures");
        Map<String, Object> figures = FigureFile.of(
                conf,
                values.output() + (dry ? "/dry-run.json" : "/figures.json"),
                aligned.fingerprint() + aligned.checksum(),
                () -> figures(spark, values, input, aligned));
        return new JobReport(name(), ExitCode.DONE, values.output(), stages.reports(), figures);
    }

    private static Map<String, Object> figures(
            SparkSession spark, AlignRecipe recipe, StageOutput input, StageOutput aligned) {
        SquadConfig squad = recipe.squad();
        AlignFigures figures =
                new AlignFigures(aligned, List.copyOf(squad.criteria().keySet()));
        Map<String, Object> counted = figures.count();
        if (recipe.inspectsOnly()) {
            spark.sparkContext().setJobDescription("align: pilot of the dry run");
            AlignRows pilot = rows(spark, recipe, input, squad.maxSteps());
            counted.putAll(
                    new DryRun(spark, input, aligned, pilot).estimate(requireNonNull((Long) counted.get("faulty"))));
        }
        return counted;
    }

    private static StageOutput input(SparkSession spark, Configuration conf, Stages stages, AlignRecipe recipe) {
        String sample = String.valueOf(recipe.sample());
        List<Object> settings = List.of(recipe.dump(), content(spark, conf, recipe.dump()), sample);
        return stages.whole(INPUT, recipe.shards(), settings, () -> read(spark, recipe));
    }

    private static String content(SparkSession spark, Configuration conf, CorpusConfig dump) {
        if (dump.format() != CorpusFormat.TABLE) return FileListing.fingerprint(conf, dump.path());
        // a table's files are never written twice under one name
        return Hashes.id(spark.table(dump.path()).inputFiles());
    }

    private static Dataset<Row> read(SparkSession spark, AlignRecipe recipe) {
        Dataset<Row> rows = Corpus.read(spark, recipe.dump());
        AlignedColumns.requireFree(recipe.dump().path(), rows.columns());
        Integer sample = recipe.sample();
        if (sample != null)
            rows = rows.orderBy(xxhash64(col(Corpus.ID)), col(Corpus.ID)).limit(sample);
        Column corrupt = col(Corpus.CORRUPT);
        Column reason = when(corrupt.isNotNull(), lit(RejectReason.CORRUPT_ROW.kebab()));
        Column detail = when(corrupt.isNotNull(), coalesce(col(Corpus.FAULT), lit("The row cannot be read")));
        Dataset<Row> sharded = rows.withColumn(Outcomes.SHARD, Shards.of(col(Corpus.ID), recipe.shards()));
        Dataset<Row> outcomes = Outcomes.where(sharded, reason, col(Corpus.ID), detail, corrupt)
                .drop(Corpus.CORRUPT, Corpus.FAULT, Corpus.PLACE);
        // in an order of their own, so that the same rows meet in a batch whatever way they came
        return Shards.oneTaskEach(
                        outcomes, IntStream.range(0, recipe.shards()).boxed().toList())
                .sortWithinPartitions(col(Corpus.ID));
    }

    private static AlignRows rows(SparkSession spark, AlignRecipe recipe, StageOutput input, int steps) {
        var hadoop = new SerializableConfiguration(spark.sessionState().newHadoopConf());
        SquadModels models = SquadModels.of(spark, recipe);
        return new AlignRows(recipe.squad(), steps, models, hadoop, AlignedColumns.ofDump(input.schema()));
    }

    private static StageOutput aligned(
            Stages stages, AlignRecipe recipe, StageOutput input, String name, AlignRows align) {
        SquadConfig squad = recipe.squad();
        List<Object> settings = List.of(squad.settings(), align.models().settings());
        return stages.each(name, input, recipe.shardsPerWave(), settings, rows -> sorted(rows, squad)
                .mapPartitions(align, Encoders.row(AlignedColumns.outcomes(input.schema()))));
    }

    private static Dataset<Row> sorted(Dataset<Row> rows, SquadConfig squad) {
        return switch (squad.order()) {
            case PER_ROW -> rows;
            case BATCH_MEAN -> rows.sortWithinPartitions(col(Corpus.PROMPT), col(Corpus.RESPONSE), col(Corpus.ID));
        };
    }
}
