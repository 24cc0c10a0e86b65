package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/**
 * The loss of one model on one split over the training steps.
 *
 * @param points step and mean loss, in the order of steps, at most {@link #MOST_POINTS}
 * @param tokens tokens seen until the last point; 0 where not recorded
 * @param seconds wall time of all rounds or validations together; 0 where not recorded
 */
record LearningCurve(String model, String split, List<double[]> points, long tokens, double seconds) {
    static final int MOST_POINTS = 200;

    private static final StructType METRICS =
            StructType.fromDDL("model STRING, split STRING, step BIGINT, loss DOUBLE, tokens BIGINT, seconds DOUBLE");

    /** All curves in a {@code metrics.jsonl}, by model and split; neighbouring steps are averaged where there are many. */
    static List<LearningCurve> read(SparkSession spark, String path) {
        Map<String, LearningCurve> curves = new TreeMap<>();
        for (Row row : points(spark, path).collectAsList()) {
            String key = row.getString(0) + "\u0000" + row.getString(1);
            LearningCurve curve =
                    curves.getOrDefault(key, new LearningCurve(row.getString(0), row.getString(1), List.of(), 0, 0));
            curves.put(key, curve.plus(row));
        }
        return List.copyOf(curves.values());
    }

    private static Dataset<Row> points(SparkSession spark, String path) {
        Dataset<Row> metrics = spark.read()
                .schema(METRICS)
                .json(path)
                .where(col("model").isNotNull().and(col("split").isNotNull()))
                .where(col("step").isNotNull().and(col("loss").isNotNull()).and(not(isnan(col("loss")))));
        return metrics.withColumn("last", max("step").over(Window.partitionBy("model")))
                .groupBy(
                        col("model"),
                        col("split"),
                        floor(col("step")
                                        .multiply(MOST_POINTS)
                                        .divide(col("last").plus(1)))
                                .as("bucket"))
                .agg(
                        max("step").as("step"),
                        avg("loss").as("loss"),
                        max("tokens").as("tokens"),
                        sum("seconds").as("seconds"))
                .orderBy("model", "split", "step");
    }

    private LearningCurve plus(Row row) {
        List<double[]> longer = new ArrayList<>(points);
        longer.add(new double[] {row.<Long>getAs("step"), Numbers.rounded(row.<Double>getAs("loss"))});
        Long moreTokens = row.getAs("tokens");
        Double moreSeconds = row.getAs("seconds");
        return new LearningCurve(
                model,
                split,
                longer,
                moreTokens == null ? tokens : moreTokens,
                moreSeconds == null ? seconds : Numbers.rounded(seconds + moreSeconds));
    }
}
