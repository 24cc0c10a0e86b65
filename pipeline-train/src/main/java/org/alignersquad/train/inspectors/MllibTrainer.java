package org.alignersquad.train.inspectors;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.alignersquad.models.Pair;
import org.alignersquad.models.inspector.HashedNgrams;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.inspector.LinearInspector;
import org.alignersquad.models.inspector.SparseFeatures;
import org.alignersquad.train.examples.Pairs;
import org.alignersquad.train.files.ModelDirectory;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
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
 * Trains MLlib's logistic regression on hashed n-grams. Saved in Spark's own format under {@code spark-ml}, and beside it
 * as the inspector that needs no Spark.
 */
public final class MllibTrainer implements InspectorTrainer {
    private static final StructType FEATURES = new StructType()
            .add("split", DataTypes.StringType)
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());

    private final TrainingSetup setup;
    private final MllibRecipe recipe;
    private final Dataset<Row> pairs;
    private final int validationRows;

    /** @param validationRows at most, to choose the regularization by */
    public MllibTrainer(TrainingSetup setup, MllibRecipe recipe, Dataset<Row> pairs, int validationRows) {
        this.setup = setup;
        this.recipe = recipe;
        this.pairs = pairs;
        this.validationRows = validationRows;
    }

    private record Candidate(LogisticRegressionModel model, double regularization, Auc validation) {}

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
        Dataset<Row> own = pairs.where(col("criterion").equalTo(criterion));
        Dataset<Row> train = features(own.where(col("split").equalTo("train"))).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> validation = features(Pairs.sample(own.where(col("split").equalTo("validation")), validationRows))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Candidate best = best(train, validation);
            save(best.model(), criterion, to);
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("regularization", best.regularization())
                    .put("iterations", best.model().summary().totalIterations())
                    .put("validation_auc", best.validation().value())
                    .put("training_rows", train.count());
        } finally {
            train.unpersist();
            validation.unpersist();
        }
    }

    private Candidate best(Dataset<Row> train, Dataset<Row> validation) {
        Candidate best = null;
        for (double regularization : recipe.regularization()) {
            LogisticRegressionModel model = new LogisticRegression()
                    .setFamily("binomial")
                    .setRegParam(regularization)
                    .setStandardization(false)
                    .setMaxIter(recipe.maxIterations())
                    .fit(train);
            Auc auc = Auc.of(margins(model, validation));
            if (best == null || auc.value() > best.validation().value())
                best = new Candidate(model, regularization, auc);
        }
        if (best == null) throw new IllegalStateException("A recipe names at least one regularization");
        return best;
    }

    private static List<Scored> margins(LogisticRegressionModel model, Dataset<Row> rows) {
        return model.transform(rows).select("rawPrediction", "label").collectAsList().stream()
                .map(row -> new Scored(row.<Vector>getAs(0).apply(1), (int) row.getDouble(1)))
                .toList();
    }

    private void save(LogisticRegressionModel model, String criterion, ModelDirectory to) {
        double[] coefficients = model.coefficients().toArray();
        float[] weight = new float[coefficients.length];
        for (int i = 0; i < weight.length; i++) weight[i] = (float) coefficients[i];
        LinearInspector inspector =
                LinearInspector.of(Inspectors.uncalibrated(this, criterion), weight, (float) model.intercept());
        to.begin(inspector::save);
        try {
            model.write().overwrite().save(to.part() + "/spark-ml");
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
                    return RowFactory.create(row.getAs("split"), label, vector(ngrams.dimension(), features));
                })
                .iterator();
    }

    private static Vector vector(int dimension, SparseFeatures features) {
        double[] values = new double[features.values().length];
        for (int i = 0; i < values.length; i++) values[i] = features.values()[i];
        return Vectors.sparse(dimension, features.indices(), values);
    }
}
