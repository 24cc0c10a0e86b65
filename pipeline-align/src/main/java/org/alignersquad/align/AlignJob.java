package org.alignersquad.align;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.config.Recipe;
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

/** Aligns every row of a dump with a squad; stages {@code input} and {@code aligned}. */
public final class AlignJob implements Job<AlignRecipe> {
    /** The stage whose kept rows are the dump's, with the columns of {@link Alignment}. */
    public static final String ALIGNED = "aligned";

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
        recipe.squad().criteria().forEach((criterion, member) -> {
            String key = "align.squad.criteria." + criterion;
            inputs.exists(key + ".inspector", member.inspector() + "/inspector.json");
            inputs.exists(key + ".aligner", member.aligner() + "/aligner.json");
        });
        inputs.writable("align.output", recipe.output());
        inputs.throwProblems();
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<AlignRecipe> recipe) {
        AlignRecipe values = recipe.values();
        Configuration conf = spark.sessionState().newHadoopConf();
        Stages stages = new Stages(spark, name(), values.output());
        StageOutput input = input(spark, conf, stages, values);
        StageOutput aligned = aligned(conf, stages, values, input);
        spark.sparkContext().setJobDescription("align: count the figures");
        List<String> criteria = List.copyOf(values.squad().criteria().keySet());
        Map<String, Object> figures = FigureFile.of(
                conf,
                values.output() + "/figures.json",
                aligned.fingerprint() + aligned.checksum(),
                () -> new AlignFigures(aligned, criteria).count());
        return new JobReport(name(), ExitCode.DONE, values.output(), stages.reports(), figures);
    }

    private static StageOutput input(SparkSession spark, Configuration conf, Stages stages, AlignRecipe recipe) {
        List<Object> settings = List.of(recipe.dump(), content(spark, conf, recipe.dump()));
        return stages.whole("input", recipe.shards(), settings, () -> read(spark, recipe));
    }

    private static String content(SparkSession spark, Configuration conf, CorpusConfig dump) {
        if (dump.format() != CorpusFormat.TABLE) return FileListing.fingerprint(conf, dump.path());
        // a table's files are never written twice under one name
        return Hashes.id(spark.table(dump.path()).inputFiles());
    }

    private static Dataset<Row> read(SparkSession spark, AlignRecipe recipe) {
        Dataset<Row> rows = Corpus.read(spark, recipe.dump());
        AlignedColumns.requireFree(recipe.dump().path(), rows.columns());
        Column corrupt = col(Corpus.CORRUPT);
        Column reason = when(corrupt.isNotNull(), lit(RejectReason.CORRUPT_ROW.kebab()));
        Column detail = when(corrupt.isNotNull(), coalesce(col(Corpus.FAULT), lit("The row cannot be read")));
        Dataset<Row> sharded = rows.withColumn(Outcomes.SHARD, Shards.of(col(Corpus.ID), recipe.shards()));
        Dataset<Row> outcomes = Outcomes.where(sharded, reason, col(Corpus.ID), detail, corrupt)
                .drop(Corpus.CORRUPT, Corpus.FAULT, Corpus.PLACE);
        return Shards.oneTaskEach(
                outcomes, IntStream.range(0, recipe.shards()).boxed().toList());
    }

    private static StageOutput aligned(Configuration conf, Stages stages, AlignRecipe recipe, StageOutput input) {
        SquadConfig squad = recipe.squad();
        SquadFolders folders = SquadFolders.of(conf, squad);
        AlignRows align = new AlignRows(
                squad, folders, new SerializableConfiguration(conf), AlignedColumns.ofDump(input.schema()));
        return stages.each(ALIGNED, input, recipe.shardsPerWave(), List.of(squad, folders), rows -> sorted(rows, squad)
                .mapPartitions(align, Encoders.row(AlignedColumns.outcomes(input.schema()))));
    }

    /** In an order of their own, so that the same rows meet in a batch whatever way they came. */
    private static Dataset<Row> sorted(Dataset<Row> rows, SquadConfig squad) {
        return switch (squad.order()) {
            case PER_ROW -> rows.sortWithinPartitions(col(Corpus.ID));
            case BATCH_MEAN -> rows.sortWithinPartitions(col(Corpus.PROMPT), col(Corpus.RESPONSE), col(Corpus.ID));
        };
    }
}
