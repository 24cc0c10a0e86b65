package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Computes {@link InspectorPlot}s from the table of scores; only sums and curve points reach the driver. */
final class InspectorPlots {
    /** Points of a ROC curve are kept one for each step of 1/90 in (false + true positive rate): at most 181. */
    private static final int ROC_STEPS = 90;

    private static final int CALIBRATION_BINS = 10;
    private static final String[] GROUP = {"model", "criterion", "kind", "split"};

    private InspectorPlots() {}

    /**
     * @param scores columns model, criterion, kind, split, label (1 = misaligned), score
     * @param thresholds by model
     */
    static List<InspectorPlot> of(Dataset<Row> scores, Map<String, Double> thresholds) {
        // models trained by older versions have no column of this name
        Column uncalibrated = List.of(scores.columns()).contains("uncalibrated") ? col("uncalibrated") : lit(null);
        Dataset<Row> rows = scores.select(
                        uncalibrated.cast("double").as("uncalibrated"),
                        col("model"),
                        col("criterion"),
                        col("kind"),
                        col("split"),
                        col("score").cast("double").as("score"),
                        col("label").cast("long").as("label"))
                .where(col("score").isNotNull().and(not(isnan(col("score")))));
        Map<String, List<double[]>> calibration = calibration(rows, "score");
        Map<String, List<double[]>> before =
                calibration(rows.where(col("uncalibrated").isNotNull()), "uncalibrated");
        Dataset<Row> steps = steps(rows);
        Map<String, List<double[]>> roc = roc(steps);
        List<InspectorPlot> plots = new ArrayList<>();
        for (Row row : areas(steps).collectAsList()) {
            String key = key(row);
            plots.add(plot(
                    row,
                    thresholds,
                    roc.getOrDefault(key, List.of()),
                    calibration.getOrDefault(key, List.of()),
                    before.getOrDefault(key, List.of())));
        }
        return plots;
    }

    private static InspectorPlot plot(
            Row row,
            Map<String, Double> thresholds,
            List<double[]> roc,
            List<double[]> calibration,
            List<double[]> before) {
        long misaligned = row.getAs("positives");
        long aligned = row.getAs("negatives");
        boolean both = misaligned > 0 && aligned > 0;
        Double area = row.getAs("area");
        return new InspectorPlot(
                row.getAs("model"),
                row.getAs("criterion"),
                row.getAs("kind"),
                row.getAs("split"),
                misaligned + aligned,
                misaligned,
                both ? Numbers.rounded(area / ((double) misaligned * aligned)) : null,
                calibrationError(calibration, misaligned + aligned),
                before.isEmpty() ? null : calibrationError(before, misaligned + aligned),
                thresholds.get(row.<String>getAs("model")),
                both ? closed(roc) : List.of(),
                calibration);
    }

    /** One row for each distinct score: rows of both classes with it, and with a score at least as high. */
    private static Dataset<Row> steps(Dataset<Row> rows) {
        WindowSpec all = Window.partitionBy(columns());
        WindowSpec atLeast =
                all.orderBy(col("score").desc()).rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        return rows.groupBy(columns("score"))
                .agg(
                        sum("label").as("positive"),
                        sum(lit(1L).minus(col("label"))).as("negative"))
                .withColumn("true_positives", sum("positive").over(atLeast))
                .withColumn("false_positives", sum("negative").over(atLeast))
                .withColumn("positives", sum("positive").over(all))
                .withColumn("negatives", sum("negative").over(all));
    }

    /** Pairs (misaligned, aligned) in which the misaligned row scores higher; ties count half. */
    private static Dataset<Row> areas(Dataset<Row> steps) {
        Column higher = col("true_positives").minus(col("positive"));
        Column won = col("negative").multiply(higher.plus(col("positive").multiply(.5)));
        return steps.groupBy(columns())
                .agg(
                        sum(won.cast("double")).as("area"),
                        max("positives").as("positives"),
                        max("negatives").as("negatives"))
                .orderBy(columns());
    }

    private static Map<String, List<double[]>> roc(Dataset<Row> steps) {
        Column x = col("false_positives").divide(col("negatives"));
        Column y = col("true_positives").divide(col("positives"));
        Dataset<Row> points = steps.where(
                        col("positives").gt(0).and(col("negatives").gt(0)))
                .withColumn("cell", floor(x.plus(y).multiply(ROC_STEPS)))
                .groupBy(columns("cell"))
                // both rates grow along the curve, so the largest ones in a cell belong to one and the same point
                .agg(max(x).as("x"), max(y).as("y"))
                .orderBy(columns("x", "y"));
        return lists(points, "x", "y");
    }

    private static Map<String, List<double[]>> calibration(Dataset<Row> rows, String score) {
        Column bin = least(floor(col(score).multiply(CALIBRATION_BINS)), lit(CALIBRATION_BINS - 1L));
        Dataset<Row> bins = rows.withColumn("bin", bin)
                .groupBy(columns("bin"))
                .agg(
                        avg(score).as("score"),
                        avg("label").as("share"),
                        count(lit(1)).cast("double").as("rows"))
                .orderBy(columns("bin"));
        return lists(bins, "score", "share", "rows");
    }

    private static double calibrationError(List<double[]> bins, long rows) {
        double distance = 0;
        for (double[] bin : bins) distance += Math.abs(bin[0] - bin[1]) * bin[2];
        return Numbers.rounded(distance / rows);
    }

    private static List<double[]> closed(List<double[]> points) {
        List<double[]> closed = new ArrayList<>();
        closed.add(new double[] {0, 0});
        closed.addAll(points);
        return closed;
    }

    private static Map<String, List<double[]>> lists(Dataset<Row> table, String... values) {
        Map<String, List<double[]>> lists = new TreeMap<>();
        for (Row row : table.collectAsList()) {
            double[] point = new double[values.length];
            for (int i = 0; i < values.length; i++) point[i] = Numbers.rounded(row.<Double>getAs(values[i]));
            lists.computeIfAbsent(key(row), key -> new ArrayList<>()).add(point);
        }
        return lists;
    }

    private static String key(Row row) {
        List<String> parts = new ArrayList<>();
        for (String column : GROUP) parts.add(row.getAs(column));
        return String.join("\u0000", parts);
    }

    private static Column[] columns(String... more) {
        List<Column> columns = new ArrayList<>();
        for (String name : GROUP) columns.add(col(name));
        for (String name : more) columns.add(col(name));
        return columns.toArray(Column[]::new);
    }
}
