package org.alignersquad.train.inspectors;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.inspector.Calibration;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.train.data.Pairs;
import org.alignersquad.train.files.ModelDirectory;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains, calibrates, measures and saves inspectors, or finds them finished. */
public final class Inspectors {
    private static final Logger LOG = LoggerFactory.getLogger(Inspectors.class);

    private final TrainingSetup setup;
    private final InspectorsRecipe recipe;
    private final Dataset<Row> pairs;
    private final Map<String, BagOfWords> baselines = new HashMap<>();

    public Inspectors(TrainingSetup setup, InspectorsRecipe recipe, Dataset<Row> pairs) {
        this.setup = setup;
        this.recipe = recipe;
        this.pairs = pairs;
    }

    /** The card of an inspector that is yet to be calibrated. */
    static InspectorCard uncalibrated(InspectorTrainer trainer, String criterion) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        return new InspectorCard(trainer.kind(), criterion, .5, Calibration.NONE, trainer.features(), none);
    }

    /** The training record of the criterion's inspector of this kind. */
    public JsonNode train(String criterion, InspectorTrainer trainer) {
        String model = criterion + "-" + trainer.name();
        String fingerprint = setup.fingerprint(
                model,
                trainer.settings(),
                recipe.scoredRows(),
                recipe.calibrated(),
                recipe.threshold(),
                String.valueOf(recipe.baseline()));
        ModelDirectory directory = new ModelDirectory(
                setup.output() + "/inspectors/" + model, setup.settings().configuration());
        JsonNode finished = directory.finished(InspectorCard.FILE, fingerprint);
        if (finished != null) {
            LOG.info("train inspector {}: finished before", model);
            return finished;
        }
        long start = System.nanoTime();
        ObjectNode training = JsonNodeFactory.instance.objectNode().put("fingerprint", fingerprint);
        ObjectNode trained = trainer.train(criterion, model, fingerprint, directory);
        training.set("rounds", trained);
        InspectorCard card = calibrate(criterion, model, trainer, directory, training);
        training.put("seconds", Math.round((System.nanoTime() - start) * 1e-8) / 10.0);
        trainer.refit(criterion, trained, directory);
        directory.write(InspectorCard.FILE, card.json().set("training", training));
        directory.finish();
        LOG.info("train inspector {}: {}", model, training.get("figures"));
        return training;
    }

    private InspectorCard calibrate(
            String criterion, String model, InspectorTrainer trainer, ModelDirectory directory, ObjectNode training) {
        setup.describe("inspector " + model + ": scores of validation and test rows");
        Dataset<Row> own = pairs.where(col("criterion").equalTo(criterion))
                .where(col("split").isin("validation", "test"));
        StageResources resources = trainer.kind() == InspectorKind.BERT ? setup.resources() : StageResources.NONE;
        Dataset<Row> scored = new InspectorScores(
                        directory.part(), training.toString(), setup.settings(), setup.compute())
                .of(withBaseline(criterion, own).repartition(setup.tasks()), resources)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<Judgement> judgements =
                    Judgement.of(Pairs.sample(scored, recipe.scoredRows()).collectAsList());
            Evaluation evaluation = Evaluation.of(judgements, recipe.calibrated(), recipe.threshold());
            writeScores(scored, criterion, model, trainer, evaluation.calibration());
            training.set("figures", evaluation.figures());
            training.set("slices", evaluation.slices());
            return new InspectorCard(
                    trainer.kind(),
                    criterion,
                    evaluation.threshold(),
                    evaluation.calibration(),
                    trainer.features(),
                    training);
        } finally {
            scored.unpersist();
        }
    }

    private Dataset<Row> withBaseline(String criterion, Dataset<Row> rows) {
        BaselineRecipe baseline = recipe.baseline();
        if (baseline == null) return rows.withColumn("baseline", lit(Double.NaN));
        return baselines
                .computeIfAbsent(
                        criterion,
                        missing -> BagOfWords.train(
                                baseline, pairs.where(col("criterion").equalTo(criterion))))
                .score(rows);
    }

    private void writeScores(
            Dataset<Row> scored, String criterion, String model, InspectorTrainer trainer, Calibration calibration) {
        List<Column> columns = List.of(
                lit(criterion).as("criterion"),
                lit(trainer.name()).as("kind"),
                col("split"),
                col("id"),
                col("source"),
                col("label"),
                probability(calibration).as("score"),
                probability(Calibration.NONE).as("uncalibrated"));
        scored.select(columns.toArray(Column[]::new))
                .coalesce(1)
                .write()
                .mode("overwrite")
                .parquet(setup.output() + "/scores/model=" + model);
    }

    private static Column probability(Calibration calibration) {
        UDF1<Float, Double> probability = odds -> calibration.probability(odds);
        return udf(probability, DataTypes.DoubleType).apply(col("log_odds"));
    }
}
