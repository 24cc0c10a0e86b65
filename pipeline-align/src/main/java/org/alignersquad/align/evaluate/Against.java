package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * This run against an earlier one. A row's score is its share of pairs won, ties as half; a row that a run left as it was
 * has one half in it, since it is as good as the original.
 *
 * @param paired whether the rows are those that both runs had, compared row by row; else the runs share no row, and all
 *     changed rows of each are compared as two samples
 * @param rows that were changed in at least one of the runs (paired), or in this run
 * @param score this run's mean over these rows
 * @param baselineScore the earlier run's
 * @param difference score − baseline score, with its interval of 95 % by {@link Bootstrap}
 * @param chance share of resampled differences that have the other sign, times two: the difference is noise where this
 *     is not small
 * @param verdict {@code better}, {@code worse} or {@code no-clear-difference}: where the interval holds 0
 */
record Against(
        String baseline,
        boolean paired,
        long rows,
        @Nullable Double score,
        @Nullable Double baselineScore,
        @Nullable Double difference,
        @Nullable Double differenceLow,
        @Nullable Double differenceHigh,
        @Nullable Double chance,
        String verdict) {

    /** What a run did to its rows: row_id, and score of changed rows, null of others. */
    static Dataset<Row> scores(Dataset<Row> aligned, Pairs pairs) {
        Dataset<Row> judged = pairs.results()
                .groupBy("row_id")
                .agg(expr("avg(CASE result WHEN 'win' THEN 1d WHEN 'tie' THEN 0.5d ELSE 0d END)")
                        .as("score"));
        return aligned.select("row_id").join(judged, new String[] {"row_id"}, "left");
    }

    static Against of(String baseline, Dataset<Row> run, Dataset<Row> earlier) {
        Dataset<Row> both = run.join(earlier.withColumnRenamed("score", "before"), new String[] {"row_id"})
                .where("score IS NOT NULL OR before IS NOT NULL")
                .selectExpr("round(coalesce(score, 0.5d), 9) AS score", "round(coalesce(before, 0.5d), 9) AS before")
                .groupBy("score", "before")
                .count()
                .orderBy("score", "before");
        List<Row> cells = both.collectAsList();
        return cells.isEmpty() ? samples(baseline, run, earlier) : paired(baseline, cells);
    }

    private static Against paired(String baseline, List<Row> cells) {
        List<Bootstrap.Cell> differences = new ArrayList<>();
        double score = 0;
        double before = 0;
        long rows = 0;
        for (Row cell : cells) {
            long count = cell.getLong(2);
            differences.add(new Bootstrap.Cell(cell.getDouble(0) - cell.getDouble(1), 1, count));
            score += cell.getDouble(0) * count;
            before += cell.getDouble(1) * count;
            rows += count;
        }
        return of(baseline, true, rows, score / rows, before / rows, Bootstrap.of(differences));
    }

    /** Two samples: a row adds its score over its own run's rows, the earlier run's with a minus. */
    private static Against samples(String baseline, Dataset<Row> run, Dataset<Row> earlier) {
        List<Row> now = counts(run);
        List<Row> then = counts(earlier);
        long rows = now.stream().mapToLong(row -> row.getLong(1)).sum();
        long rowsThen = then.stream().mapToLong(row -> row.getLong(1)).sum();
        if (rows == 0 || rowsThen == 0) return of(baseline, false, rows, null, null, null);
        double score = mean(now, rows);
        double before = mean(then, rowsThen);
        Bootstrap.Interval a = Bootstrap.of(cells(now));
        Bootstrap.Interval b = Bootstrap.of(cells(then));
        return of(baseline, false, rows, score, before, difference(score - before, a, b));
    }

    /** Of two independent intervals: their half-widths add up by squares. */
    private static Bootstrap.@Nullable Interval difference(
            double difference, Bootstrap.@Nullable Interval a, Bootstrap.@Nullable Interval b) {
        if (a == null || b == null) return null;
        double half = Math.hypot(a.high() - a.low(), b.high() - b.low()) / 2;
        double z = half == 0 ? Double.POSITIVE_INFINITY : Math.abs(difference) / half * 1.959964;
        double tail = .5 * org.apache.commons.math3.special.Erf.erfc(z / Math.sqrt(2));
        boolean up = difference > 0;
        return new Bootstrap.Interval(difference - half, difference + half, up ? tail : 1 - tail, up ? 1 - tail : tail);
    }

    private static List<Row> counts(Dataset<Row> run) {
        return run.where("score IS NOT NULL")
                .groupBy(expr("round(score, 9)").as("score"))
                .count()
                .orderBy(col("score"))
                .collectAsList();
    }

    private static double mean(List<Row> counts, long rows) {
        return counts.stream()
                        .mapToDouble(row -> row.getDouble(0) * row.getLong(1))
                        .sum()
                / rows;
    }

    private static List<Bootstrap.Cell> cells(List<Row> counts) {
        return counts.stream()
                .map(row -> new Bootstrap.Cell(row.getDouble(0), 1, row.getLong(1)))
                .toList();
    }

    private static Against of(
            String baseline,
            boolean paired,
            long rows,
            @Nullable Double score,
            @Nullable Double before,
            Bootstrap.@Nullable Interval interval) {
        if (score == null || before == null || interval == null)
            return new Against(baseline, paired, rows, score, before, null, null, null, null, "no-rows");
        String verdict = interval.low() > 0 ? "better" : interval.high() < 0 ? "worse" : "no-clear-difference";
        return new Against(
                baseline,
                paired,
                rows,
                Rounded.figure(score),
                Rounded.figure(before),
                Rounded.figure(score - before),
                Rounded.figure(interval.low()),
                Rounded.figure(interval.high()),
                Rounded.figure(Math.min(1, 2 * Math.min(1 - interval.above(), 1 - interval.below()))),
                verdict);
    }
}
