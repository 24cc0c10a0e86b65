package org.alignersquad.train.inspectors;

import static java.util.Comparator.comparingDouble;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * MLlib's logistic regression over rows {@code split, group, label, features}, with the L2 weight that does best.
 *
 * @param folds see {@link MllibRecipe}
 * @param balanced whether both classes weigh the same
 * @param logCountRatio whether features are multiplied by their {@link LogCountRatio}
 */
record Regression(
        List<Double> regularization,
        int maxIterations,
        @Nullable Integer folds,
        boolean balanced,
        boolean logCountRatio) {
    private static final String SCALED = "scaled";

    /**
     * @param auc mean over the folds, or on validation rows
     * @param fit of all train rows; fitted when it is asked for, unless it was for the choice
     */
    record Choice(double regularization, double auc, Supplier<LinearFit> fit) {}

    /** Rows to fit, whatever the L2 weight: {@code scale} is null where features stay as they are. */
    private record Prepared(Dataset<Row> weighted, @Nullable ElementwiseProduct scale) {}

    /** A fold: rows to fit and rows to measure on. */
    private record Fold(Prepared fitted, Dataset<Row> held) {}

    /** The L2 weight for these rows, all of one criterion; only train and validation rows are looked at. */
    Choice choose(Dataset<Row> rows) {
        Dataset<Row> train = train(rows);
        Function<Double, Choice> tried;
        if (folds == null) {
            Fold only = new Fold(prepared(train), rows.where(col("split").equalTo("validation")));
            tried = weight -> validated(only, weight);
        } else {
            List<Fold> all = folds(train, folds);
            tried = weight -> crossValidated(all, train, weight);
        }
        return regularization.stream()
                .map(tried)
                .max(comparingDouble(Choice::auc))
                .orElseThrow(() -> new IllegalStateException("A recipe names at least one regularization"));
    }

    private Choice validated(Fold only, double weight) {
        LinearFit fit = fit(only.fitted(), weight);
        return new Choice(weight, auc(fit, only.held()), () -> fit);
    }

    private Choice crossValidated(List<Fold> folds, Dataset<Row> train, double weight) {
        double sum = 0;
        for (Fold fold : folds) sum += auc(fit(fold.fitted(), weight), fold.held());
        return new Choice(weight, sum / folds.size(), () -> fit(train, weight));
    }

    private List<Fold> folds(Dataset<Row> train, int count) {
        Column fold = pmod(xxhash64(col("group"), lit("fold")), lit((long) count));
        return LongStream.range(0, count)
                .mapToObj(i -> new Fold(prepared(train.where(fold.notEqual(i))), train.where(fold.equalTo(i))))
                .toList();
    }

    static Dataset<Row> train(Dataset<Row> rows) {
        return rows.where(col("split").equalTo("train"));
    }

    LinearFit fit(Dataset<Row> rows, double weight) {
        return fit(prepared(rows), weight);
    }

    private LinearFit fit(Prepared rows, double weight) {
        LogisticRegression regression = new LogisticRegression()
                .setFamily("binomial")
                .setRegParam(weight)
                .setStandardization(false)
                .setMaxIter(maxIterations)
                .setWeightCol("weight");
        ElementwiseProduct scale = rows.scale();
        PipelineStage[] stages = scale == null
                ? new PipelineStage[] {regression}
                : new PipelineStage[] {scale, regression.setFeaturesCol(SCALED)};
        return new LinearFit(new Pipeline().setStages(stages).fit(rows.weighted()));
    }

    private Prepared prepared(Dataset<Row> rows) {
        return new Prepared(weighted(rows), logCountRatio ? scale(rows) : null);
    }

    private static ElementwiseProduct scale(Dataset<Row> rows) {
        return new ElementwiseProduct()
                .setScalingVec(LogCountRatio.of(rows))
                .setInputCol("features")
                .setOutputCol(SCALED);
    }

    private Dataset<Row> weighted(Dataset<Row> rows) {
        if (!balanced) return rows.withColumn("weight", lit(1.0));
        Row share = rows.agg(avg("label")).first();
        double misaligned = share.isNullAt(0) ? .5 : share.getDouble(0);
        return rows.withColumn(
                "weight", when(col("label").equalTo(1), .5 / misaligned).otherwise(.5 / (1 - misaligned)));
    }

    static double auc(LinearFit fit, Dataset<Row> rows) {
        return new BinaryClassificationEvaluator()
                .setMetricName("areaUnderROC")
                .setNumBins(0)
                .evaluate(fit.pipeline().transform(rows));
    }
}
