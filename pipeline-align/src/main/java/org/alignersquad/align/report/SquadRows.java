package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Sums up the aligned table; only counts reach the driver. */
final class SquadRows {
    static final int SCORE_BINS = 20;

    /** Longest text shown of a row; dumps hold texts of megabytes. */
    static final int MOST_CHARACTERS = 4000;

    private final Dataset<Row> aligned;

    /** @param aligned kept rows of the align job's stage {@code aligned} */
    SquadRows(Dataset<Row> aligned) {
        this.aligned = aligned;
    }

    Map<String, Long> decisions() {
        Map<String, Long> decisions = new TreeMap<>();
        for (Row row : aligned.groupBy(col("decision")).count().collectAsList()) {
            decisions.put(row.getString(0), row.getLong(1));
        }
        return decisions;
    }

    List<SquadPart.Flow> flow() {
        Dataset<Row> tries = aligned.selectExpr("trail", "posexplode(trail) AS (at, try)")
                .withColumn(
                        "after",
                        when(col("at").equalTo(0), lit("start")).otherwise(expr("element_at(trail, at).criterion")))
                .groupBy(
                        col("after"),
                        col("try.criterion").as("criterion"),
                        col("try.decision").as("decision"))
                .count()
                .orderBy("after", "criterion", "decision");
        return tries.collectAsList().stream()
                .map(row -> new SquadPart.Flow(row.getString(0), row.getString(1), row.getString(2), row.getLong(3)))
                .toList();
    }

    /** Over rows that visited an aligner, from try to try. */
    List<SquadPart.Link> links() {
        String places = "concat(array('start'), transform(trail, try -> concat(try.criterion,"
                + " IF(try.decision = 'accepted', ' +', ' -'))), array(concat('=', decision)))";
        Dataset<Row> links = aligned.where("size(trail) > 0")
                .selectExpr(places + " AS places")
                .selectExpr("explode(sequence(0, size(places) - 2)) AS layer", "places")
                .groupBy(
                        col("layer"),
                        expr("element_at(places, layer + 1)").as("from"),
                        expr("element_at(places, layer + 2)").as("to"))
                .count()
                .orderBy("layer", "from", "to");
        return links.collectAsList().stream()
                .map(row -> new SquadPart.Link(row.getInt(0), row.getString(1), row.getString(2), row.getLong(3)))
                .toList();
    }

    List<SquadPart.Shift> shifts() {
        Dataset<Row> scores = aligned.select(explode(col("scores_before")), col("scores_after"))
                .withColumn("later", coalesce(element_at(col("scores_after"), col("key")), col("value")))
                .select(col("key").as("criterion"), explode(array(score("before", "value"), score("after", "later"))))
                .select(
                        col("criterion"),
                        col("col.time").as("time"),
                        col("col.score").as("score"));
        Column bin = least(greatest(floor(col("score").multiply(SCORE_BINS)), lit(0L)), lit(SCORE_BINS - 1L));
        Dataset<Row> bins = scores.withColumn("bin", bin)
                .groupBy("criterion", "time", "bin")
                .agg(count(lit(1)).as("rows"), sum("score").as("sum"))
                .orderBy("criterion", "time", "bin");
        Map<String, Histogram> before = new TreeMap<>();
        Map<String, Histogram> after = new TreeMap<>();
        for (Row row : bins.collectAsList()) {
            Map<String, Histogram> to = row.<String>getAs("time").equals("before") ? before : after;
            to.computeIfAbsent(row.getAs("criterion"), criterion -> new Histogram())
                    .add(row.<Long>getAs("bin").intValue(), row.<Long>getAs("rows"), row.<Double>getAs("sum"));
        }
        return shifts(before, after);
    }

    private static Column score(String time, String column) {
        return struct(lit(time).as("time"), col(column).cast("double").as("score"));
    }

    private static List<SquadPart.Shift> shifts(Map<String, Histogram> before, Map<String, Histogram> after) {
        List<SquadPart.Shift> shifts = new ArrayList<>();
        before.forEach((criterion, first) -> {
            Histogram last = after.getOrDefault(criterion, first);
            shifts.add(new SquadPart.Shift(criterion, first.mean(), last.mean(), first.rows, last.rows));
        });
        return shifts;
    }

    private static final class Histogram {
        private final long[] rows = new long[SCORE_BINS];
        private long all;
        private double sum;

        void add(int bin, long count, double scores) {
            rows[bin] += count;
            all += count;
            sum += scores;
        }

        double mean() {
            return Numbers.rounded(sum / all);
        }
    }
}
