package org.alignersquad.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.train.aligners.Aligners;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.examples.Encoding;
import org.alignersquad.train.examples.Examples;
import org.alignersquad.train.examples.Pairs;
import org.alignersquad.train.files.HadoopSettings;
import org.alignersquad.train.inspectors.BertTrainer;
import org.alignersquad.train.inspectors.InspectorTrainer;
import org.alignersquad.train.inspectors.Inspectors;
import org.alignersquad.train.inspectors.InspectorsRecipe;
import org.alignersquad.train.inspectors.MllibTrainer;
import org.alignersquad.train.rounds.MetricsFile;
import org.alignersquad.train.rounds.RoundListener;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
        this.setup = new TrainingSetup(
                spark,
                OutputFiles.absolute(conf, recipe.output()),
                FileListing.fingerprint(conf, recipe.triples()),
                recipe.seed(),
                recipe.tasks(),
                recipe.maxLength(),
                HadoopSettings.of(conf),
                listener);
        this.pairs = Pairs.read(spark, recipe.triples(), recipe.criteria());
    }

    JobReport run() {
        String tokenizer = new TokenizerFile(setup, conf).content(pairs, recipe);
        if (recipe.inspectors() != null) trainInspectors(recipe.inspectors(), tokenizer);
        if (recipe.aligners() != null) trainAligners(recipe.aligners(), tokenizer);
        new MetricsFile(recipe.output(), conf).join(curves);
        return new JobReport("train", ExitCode.DONE, recipe.output(), stages.reports(), figures);
    }

    private void trainInspectors(InspectorsRecipe inspectors, String tokenizer) {
        Inspectors training = new Inspectors(setup, inspectors, pairs);
        for (InspectorTrainer trainer : trainers(inspectors, tokenizer)) {
            for (String criterion : recipe.criteria()) {
                JsonNode record = training.train(criterion, trainer);
                String model = criterion + "-" + trainer.name();
                add("inspector " + model, record.path("figures"));
                curves.add(model);
            }
        }
    }

    private List<InspectorTrainer> trainers(InspectorsRecipe inspectors, String tokenizer) {
        List<InspectorTrainer> trainers = new ArrayList<>();
        if (inspectors.mllib() != null)
            trainers.add(new MllibTrainer(setup, inspectors.mllib(), pairs, inspectors.scoredRows()));
        if (inspectors.bert() != null)
            trainers.add(new BertTrainer(setup, inspectors.bert(), examples(Encoding.INSPECTOR, tokenizer), tokenizer));
        return trainers;
    }

    private void trainAligners(AlignersRecipe aligners, String tokenizer) {
        StageOutput examples = examples(Encoding.ALIGNER, tokenizer);
        Aligners training = new Aligners(setup, aligners, recipe.criteria(), pairs, examples, tokenizer);
        curves.add(Aligners.WARM_UP);
        for (String criterion : recipe.criteria()) {
            JsonNode record = training.train(criterion);
            add("aligner " + criterion, record.path("figures"));
            add("aligner " + criterion, record.path("fine_tune"));
            curves.add(Aligners.trainingName(criterion));
        }
    }

    private StageOutput examples(Encoding encoding, String tokenizer) {
        return new Examples(encoding, tokenizer, recipe.maxLength(), recipe.shards(), setup.source())
                .stage(stages, pairs);
    }

    private void add(String model, JsonNode values) {
        values.fields()
                .forEachRemaining(field -> figures.put(
                        model + ": " + field.getKey(), field.getValue().numberValue()));
    }
}
