package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Both orders of each comparison brought together: columns row_id, criterion, accepted, result, log_length_ratio. */
final class Pairs {
    /** Bins of the logarithm of the length ratio: fine enough to stand for their rows, few enough to collect. */
    private static final double BIN_WIDTH = 0.05;

    private final Dataset<Row> pairs;

    /** @param judgements kept rows of stage {@code judgements} */
    Pairs(Dataset<Row> judgements) {
        this.pairs = judgements
                .groupBy("row_id", "criterion")
                .agg(
                        expr("first(accepted)").as("accepted"),
                        expr("first(log_length_ratio)").as("log_length_ratio"),
                        expr("count(*)").as("verdicts"),
                        expr("count_if(prefers = 'aligned')").as("aligned"),
                        expr("count_if(prefers = 'original')").as("original"))
                .where("verdicts = 2")
                .withColumn(
                        "result",
                        expr("CASE WHEN aligned = 2 THEN 'win' WHEN original = 2 THEN 'loss' ELSE 'tie' END"));
    }

    /** Pairs that the aligned response won, as row_id and criterion. */
    Dataset<Row> wins() {
        return pairs.where("result = 'win'").select("row_id", "criterion");
    }

    /** Pairs whose two verdicts are for different responses. */
    long contradicted() {
        return pairs.where("accepted AND aligned = 1 AND original = 1").count();
    }

    /** Of kept rewrites, by criterion. */
    Map<String, Tally> tallies() {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        Dataset<Row> bins = pairs.where("accepted")
                .withColumn("bin", expr("cast(round(log_length_ratio / " + BIN_WIDTH + ") as int)"))
                .groupBy("criterion", "bin")
                .agg(
                        expr("count_if(result = 'win')").as("wins"),
                        expr("count_if(result = 'tie')").as("ties"),
                        expr("count_if(result = 'loss')").as("losses"))
                .orderBy(col("criterion"), col("bin"));
        for (Row row : bins.collectAsList()) {
            tallies.computeIfAbsent(row.getAs("criterion"), criterion -> new Tally())
                    .add(row);
        }
        return tallies;
    }

    /** Results, and how they lie over lengths. Mutable while it is filled. */
    static final class Tally {
        private long wins;
        private long ties;
        private long losses;
        private final List<LengthControl.Bin> bins = new ArrayList<>();

        private void add(Row bin) {
            long won = bin.getAs("wins");
            long tied = bin.getAs("ties");
            long lost = bin.getAs("losses");
            wins += won;
            ties += tied;
            losses += lost;
            int at = bin.getAs("bin");
            bins.add(new LengthControl.Bin(at * BIN_WIDTH, won + tied / 2.0, won + tied + lost));
        }

        void add(Tally other) {
            wins += other.wins;
            ties += other.ties;
            losses += other.losses;
            bins.addAll(other.bins);
        }

        WinRate rate() {
            return WinRate.of(wins, ties, losses, bins);
        }
    }
}
