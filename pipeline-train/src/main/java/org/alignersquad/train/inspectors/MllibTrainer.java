package org.alignersquad.train.inspectors;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.alignersquad.models.Pair;
import org.alignersquad.models.inspector.HashedNgrams;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.inspector.LinearInspector;
import org.alignersquad.models.inspector.SparseFeatures;
import org.alignersquad.train.files.ModelDirectory;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains MLlib's logistic regression on hashed n-grams. Saved as a pipeline in Spark's own format under {@code spark-ml},
 * and beside it as the inspector that needs no Spark.
 */
public final class MllibTrainer implements InspectorTrainer {
    private static final StructType FEATURES = new StructType()
            .add("split", DataTypes.StringType)
            .add("group", DataTypes.StringType)
            .add("source", DataTypes.StringType)
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());

    private final TrainingSetup setup;
    private final MllibRecipe recipe;
    private final Dataset<Row> pairs;

    public MllibTrainer(TrainingSetup setup, MllibRecipe recipe, Dataset<Row> pairs) {
        this.setup = setup;
        this.recipe = recipe;
        this.pairs = pairs;
    }

    @Override
    public String name() {
        return "mllib";
    }

    @Override
    public InspectorKind kind() {
        return InspectorKind.LINEAR;
    }

    @Override
    public Object settings() {
        return recipe;
    }

    @Override
    public ObjectNode features() {
        return new HashedNgrams(recipe.hashBits()).json();
    }

    @Override
    public ObjectNode train(String criterion, String model, String fingerprint, ModelDirectory to) {
        setup.describe("inspector " + model + ": logistic regression");
        return withFeatures(criterion, rows -> train(criterion, rows, to));
    }

    private ObjectNode train(String criterion, Dataset<Row> rows, ModelDirectory to) {
        Regression regression = recipe.regression();
        Regression.Choice choice = regression.choose(rows);
        LinearFit fit = choice.fit().get();
        save(fit, criterion, to);
        ObjectNode record = JsonNodeFactory.instance
                .objectNode()
                .put("regularization", choice.regularization())
                .put("iterations", fit.model().summary().totalIterations())
                .put(recipe.folds() == null ? "validation_auc" : "cross_validated_auc", Evaluation.round(choice.auc()))
                .put("training_rows", Regression.train(rows).count());
        record.set("transfer", new Transfer(regression, choice.regularization(), fit).table(rows));
        return record;
    }

    @Override
    public void refit(String criterion, ObjectNode trained, ModelDirectory to) {
        if (!recipe.refits()) return;
        setup.describe("inspector " + criterion + "-" + name() + ": logistic regression on all rows");
        double regularization = trained.path("regularization").asDouble();
        withFeatures(criterion, rows -> {
            save(recipe.regression().fit(rows, regularization), criterion, to);
            return trained;
        });
    }

    private ObjectNode withFeatures(String criterion, Function<Dataset<Row>, ObjectNode> use) {
        Dataset<Row> rows =
                features(pairs.where(col("criterion").equalTo(criterion))).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return use.apply(rows);
        } finally {
            rows.unpersist();
        }
    }

    private void save(LinearFit fit, String criterion, ModelDirectory to) {
        LinearInspector inspector =
                LinearInspector.of(Inspectors.uncalibrated(this, criterion), fit.weights(), fit.intercept());
        to.begin(inspector::save);
        try {
            fit.pipeline().write().overwrite().save(to.part() + "/spark-ml");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + to.part() + "/spark-ml", e);
        }
    }

    private Dataset<Row> features(Dataset<Row> rows) {
        HashedNgrams ngrams = new HashedNgrams(recipe.hashBits());
        return rows.mapPartitions(
                (MapPartitionsFunction<Row, Row>) part -> features(ngrams, part), Encoders.row(FEATURES));
    }

    private static Iterator<Row> features(HashedNgrams ngrams, Iterator<Row> rows) {
        Iterable<Row> all = () -> rows;
        return StreamSupport.stream(all.spliterator(), false)
                .map(row -> {
                    SparseFeatures features = ngrams.features(new Pair(row.getAs("prompt"), row.getAs("response")));
                    double label = row.<Integer>getAs("label");
                    return RowFactory.create(
                            row.getAs("split"),
                            row.getAs("group"),
                            row.getAs("source"),
                            label,
                            vector(ngrams.dimension(), features));
                })
                .iterator();
    }

    private static Vector vector(int dimension, SparseFeatures features) {
        double[] values = new double[features.values().length];
        for (int i = 0; i < values.length; i++) values[i] = features.values()[i];
        return Vectors.sparse(dimension, features.indices(), values);
    }
}
