package org.alignersquad.train.inspectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.LocalSpark;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TestRegression {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int FEATURES = 400;
    private static final StructType SCHEMA = new StructType()
            .add("split", DataTypes.StringType)
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());

    private static Row row(double label, int... features) {
        double[] values = IntStream.of(features).mapToDouble(any -> 1).toArray();
        return RowFactory.create("train", label, Vectors.sparse(FEATURES, features, values));
    }

    private static Dataset<Row> table(List<Row> rows) {
        return SPARK.createDataFrame(rows, SCHEMA);
    }

    /** Rows of twenty features at random; features 0 to 39 are in misaligned rows only, one in each. */
    private static Dataset<Row> rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IntStream any = random.ints(20, 40, FEATURES);
            int told = random.nextInt(40);
            int[] features = (i % 2 == 0 ? any : IntStream.concat(any, IntStream.of(told)))
                    .distinct()
                    .sorted()
                    .toArray();
            rows.add(row(i % 2, features));
        }
        return table(rows);
    }

    @Test
    void ratioIsThatOfTheClassesSharesOfAllFeatures() {
        Vector ratios = LogCountRatio.of(table(List.of(row(0, 0, 1), row(0, 0), row(1, 0, 2, 3), row(1, 2))));
        // counts and one more each: 3 of 403 and 2 of 404, 1 of 403 and 3 of 404, neither
        double both = .25 + Math.log(3. / 403 / (2. / 404));
        double one = .25 + Math.log(3. / 404 / (1. / 403));
        double none = .25 + Math.log(404. / 403);
        assertThat(ratios.apply(2) / ratios.apply(0)).isCloseTo(one / both, within(1e-12));
        assertThat(ratios.apply(9) / ratios.apply(0)).isCloseTo(none / both, within(1e-12));
    }

    @Test
    void meanSquareOverTheRowsFeaturesIsOne() {
        Vector ratios = LogCountRatio.of(table(List.of(row(0, 0, 1), row(1, 0, 2, 3))));
        double squares = 2 * Math.pow(ratios.apply(0), 2)
                + Math.pow(ratios.apply(1), 2)
                + Math.pow(ratios.apply(2), 2)
                + Math.pow(ratios.apply(3), 2);
        assertThat(squares / 5).isCloseTo(1, within(1e-12));
    }

    @Test
    void rowsOfOneClassHaveRatiosToo() {
        Vector ratios = LogCountRatio.of(table(List.of(row(1, 0, 1), row(1, 2))));
        assertThat(DoubleStream.of(ratios.toArray())).allMatch(ratio -> Double.isFinite(ratio) && ratio > 0);
    }

    @Test
    void weightsAreForFeaturesAsTheyAre() {
        Dataset<Row> rows = rows(200, 3);
        LinearFit fit = regression(true).fit(rows, 1e-3);
        float[] weights = fit.weights();
        for (Row row : fit.pipeline().transform(rows).collectAsList()) {
            Vector features = row.getAs("features");
            double odds = fit.intercept();
            for (int i = 0; i < FEATURES; i++) odds += weights[i] * features.apply(i);
            assertThat(row.<Vector>getAs("rawPrediction").apply(1)).isCloseTo(odds, within(1e-4));
        }
    }

    @Test
    void findsRareSignsOfAClassThatThePlainRegressionMisses() {
        Dataset<Row> train = rows(160, 5);
        Dataset<Row> test = rows(2000, 6);
        double plain = Regression.auc(regression(false).fit(train, 1e-2), test);
        double ratio = Regression.auc(regression(true).fit(train, 1e-2), test);
        assertThat(ratio).isGreaterThan(plain + .02);
    }

    private static Regression regression(boolean logCountRatio) {
        return new Regression(List.of(1e-3), 60, null, false, logCountRatio);
    }
}
