package org.alignersquad.train;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.alignersquad.core.text.Words;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.aligner.AlignerTarget;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.train.aligners.Aligners;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.data.DataRecipe;
import org.alignersquad.train.data.DataStage;
import org.alignersquad.train.data.Pairs;
import org.alignersquad.train.edits.EditTargets;
import org.alignersquad.train.examples.Encoding;
import org.alignersquad.train.examples.Examples;
import org.alignersquad.train.files.HadoopSettings;
import org.alignersquad.train.files.Pretrained;
import org.alignersquad.train.inspectors.BertRecipe;
import org.alignersquad.train.inspectors.BertTrainer;
import org.alignersquad.train.inspectors.InspectorTrainer;
import org.alignersquad.train.inspectors.Inspectors;
import org.alignersquad.train.inspectors.InspectorsRecipe;
import org.alignersquad.train.inspectors.MllibTrainer;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.alignersquad.train.rounds.MetricsFile;
import org.alignersquad.train.rounds.RoundListener;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** One run of job train: vocabulary, examples, inspectors, aligners, figures. */
final class TrainRun {
    private final TrainRecipe recipe;
    private final Configuration conf;
    private final Stages stages;
    private final TrainingSetup setup;
    private final Dataset<Row> pairs;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> curves = new ArrayList<>();

    TrainRun(SparkSession spark, TrainRecipe recipe, RoundListener listener) {
        this.recipe = recipe;
        this.conf = spark.sessionState().newHadoopConf();
        this.stages = new Stages(spark, "train", recipe.output());
        ComputeRecipe compute = recipe.compute() == null ? ComputeRecipe.CPU : recipe.compute();
        this.setup = new TrainingSetup(
                spark,
                OutputFiles.absolute(conf, recipe.output()),
                source(recipe, conf),
                recipe.seed(),
                recipe.tasks(),
                recipe.maxLength(),
                Boolean.TRUE.equals(recipe.resumeFromCheckpoint()),
                HadoopSettings.of(conf),
                compute,
                StageResources.of(
                        ComputeRecipe.STAGE_KEY,
                        compute.stage(),
                        compute.mayUseGpu(),
                        spark.sparkContext().getConf()),
                listener);
        this.pairs = pairs(spark);
    }

    private static String source(TrainRecipe recipe, Configuration conf) {
        List<String> fingerprints = new ArrayList<>();
        for (String path : recipe.paths()) fingerprints.add(FileListing.fingerprint(conf, path));
        return fingerprints.size() == 1 ? fingerprints.get(0) : Hashes.id(fingerprints.toArray(String[]::new));
    }

    private Dataset<Row> pairs(SparkSession spark) {
        if (recipe.triples() != null) return Pairs.read(spark, recipe.triples(), recipe.readCriteria());
        DataRecipe data = requireNonNull(recipe.data());
        return new DataStage(data, recipe.readCriteria(), recipe.shards(), setup.source())
                .run(spark, stages)
                .kept()
                .drop(Outcomes.SHARD);
    }

    JobReport run() {
        setup.describe("rows of each criterion and class");
        RowCounts.require(pairs, recipe.criteria(), recipe.minRows(), recipe.rows());
        if (recipe.inspectors() != null) trainInspectors(recipe.inspectors());
        if (recipe.aligners() != null) trainAligners(recipe.aligners());
        new MetricsFile(recipe.output(), conf).join(curves);
        return new JobReport("train", ExitCode.DONE, recipe.output(), stages.reports(), figures);
    }

    private @Nullable Pretrained pretrained(@Nullable String checkpoint) {
        return checkpoint == null ? null : Pretrained.of(conf, checkpoint);
    }

    /** A checkpoint's tokenizer with the special tokens that a model's texts need, or the run's own. */
    private String tokenizer(@Nullable Pretrained pretrained, Encoding encoding) {
        if (pretrained == null)
            return new TokenizerFile(setup, conf).content(pairs, recipe.criteria(), requireNonNull(recipe.vocabSize()));
        Checkpoint checkpoint = pretrained.open(conf);
        try (Tokenizer own = checkpoint.tokenizer();
                Tokenizer grown = checkpoint.tokenizer(encoding.specialTokens(own))) {
            return grown.json();
        }
    }

    private void trainInspectors(InspectorsRecipe inspectors) {
        Inspectors training = new Inspectors(setup, inspectors, pairs);
        for (InspectorTrainer trainer : trainers(inspectors)) {
            for (String criterion : recipe.criteria()) {
                JsonNode record = training.train(criterion, trainer);
                String model = criterion + "-" + trainer.name();
                add("inspector " + model, record.path("figures"));
                curves.add(model);
            }
        }
    }

    private List<InspectorTrainer> trainers(InspectorsRecipe inspectors) {
        List<InspectorTrainer> trainers = new ArrayList<>();
        if (inspectors.mllib() != null) trainers.add(new MllibTrainer(setup, inspectors.mllib(), pairs));
        if (inspectors.bert() != null) trainers.add(bert(inspectors.bert()));
        return trainers;
    }

    private BertTrainer bert(BertRecipe bert) {
        Pretrained pretrained = pretrained(bert.checkpoint());
        String tokenizer = tokenizer(pretrained, Encoding.INSPECTOR);
        return new BertTrainer(setup, bert, examples(Encoding.INSPECTOR, tokenizer, pairs), tokenizer, pretrained);
    }

    private void trainAligners(AlignersRecipe aligners) {
        Pretrained pretrained = pretrained(aligners.checkpoint());
        String tokenizer = tokenizer(pretrained, Encoding.ALIGNER);
        Dataset<Row> mended = pairs.where(col("aligned_response").isNotNull());
        StageOutput examples = examples(Encoding.ALIGNER, tokenizer, targets(aligners, mended));
        Aligners training = new Aligners(setup, aligners, recipe.criteria(), mended, examples, tokenizer, pretrained);
        if (aligners.warmUp() != null) curves.add(Aligners.WARM_UP);
        for (String criterion : recipe.criteria()) {
            JsonNode record = training.train(criterion);
            add("aligner " + criterion, record.path("figures"));
            add("aligner " + criterion, record.path("fine_tune"));
            curves.add(Aligners.trainingName(criterion));
        }
    }

    /** What aligners learn from, with what they must write in column {@code aligned_response}. */
    private Dataset<Row> targets(AlignersRecipe aligners, Dataset<Row> mended) {
        Dataset<Row> instructive = instructive(mended, aligners.minSimilarity());
        if (aligners.written() == AlignerTarget.TEXT) return instructive;
        setup.describe("aligners: what is learnt of the changes in each pair");
        return EditTargets.of(aligners.edits(), recipe.readCriteria(), instructive)
                .in(instructive);
    }

    private static Dataset<Row> instructive(Dataset<Row> rows, @Nullable Double minSimilarity) {
        if (minSimilarity == null) return rows;
        double least = minSimilarity;
        return rows.filter((FilterFunction<Row>) row -> row.<Integer>getAs("label") == 0
                || Words.cosine(row.getAs("response"), row.getAs("aligned_response")) >= least);
    }

    private StageOutput examples(Encoding encoding, String tokenizer, Dataset<Row> rows) {
        AlignersRecipe aligners = recipe.aligners();
        List<Object> shaping = new ArrayList<>(); // settings that choose the aligners' examples
        if (encoding == Encoding.ALIGNER && aligners != null) {
            if (aligners.minSimilarity() != null) shaping.add(aligners.minSimilarity());
            if (aligners.target() != null) shaping.add(aligners.target());
            if (aligners.edits() != null) shaping.add(aligners.edits());
        }
        String source = shaping.isEmpty() ? setup.source() : Hashes.id(setup.source(), Json.line(shaping));
        return new Examples(encoding, tokenizer, recipe.maxLength(), recipe.shards(), source).stage(stages, rows);
    }

    private void add(String model, JsonNode values) {
        values.fields()
                .forEachRemaining(field -> figures.put(
                        model + ": " + field.getKey(), field.getValue().numberValue()));
    }
}
