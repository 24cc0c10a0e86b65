package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Both orders of each comparison brought together: columns row_id, criterion, question_type, accepted, result,
 * log_length_ratio.
 */
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
                        expr("first(question_type)").as("question_type"),
                        expr("first(log_length_ratio)").as("log_length_ratio"),
                        expr("count(*)").as("verdicts"),
                        expr("count_if(prefers = 'aligned')").as("aligned"),
                        expr("count_if(prefers = 'original')").as("original"))
                .where("verdicts = 2")
                .withColumn(
                        "result",
                        expr("CASE WHEN aligned = 2 THEN 'win' WHEN original = 2 THEN 'loss' ELSE 'tie' END"));
    }

    /** Pairs of kept rewrites: row_id, criterion, result. */
    Dataset<Row> results() {
        return pairs.where("accepted").select("row_id", "criterion", "result");
    }

    /** Pairs that the aligned response won, as row_id and criterion. */
    Dataset<Row> wins() {
        return pairs.where("result = 'win'").select("row_id", "criterion");
    }

    /** Pairs whose two verdicts are for different responses. */
    long contradicted() {
        return pairs.where("accepted AND aligned = 1 AND original = 1").count();
    }

    /** Of kept rewrites, over all criteria. */
    WinRate overall() {
        return tallies(lit("all")).getOrDefault("all", new Tally()).rate();
    }

    /** Of kept rewrites, by criterion. */
    Map<String, WinRate> byCriterion() {
        return rates(col("criterion"));
    }

    /** Of kept rewrites, by question type; rows without one count under an empty name. */
    Map<String, WinRate> byQuestionType() {
        return rates(expr("coalesce(question_type, '')"));
    }

    private Map<String, WinRate> rates(Column group) {
        Map<String, WinRate> rates = new LinkedHashMap<>();
        tallies(group).forEach((name, tally) -> rates.put(name, tally.rate()));
        return rates;
    }

    private Map<String, Tally> tallies(Column group) {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        Dataset<Row> accepted = pairs.where("accepted").withColumn("part", group);
        Dataset<Row> bins = results(
                accepted.withColumn("bin", expr("cast(round(log_length_ratio / " + BIN_WIDTH + ") as int)")),
                "part",
                "bin");
        for (Row row : bins.orderBy("part", "bin").collectAsList()) {
            tallies.computeIfAbsent(row.getAs("part"), name -> new Tally()).addBin(row);
        }
        Dataset<Row> rows = results(accepted, "part", "row_id")
                .groupBy("part", "wins", "ties", "losses")
                .agg(expr("count(*)").as("rows"))
                .orderBy("part", "wins", "ties", "losses");
        for (Row row : rows.collectAsList()) {
            tallies.computeIfAbsent(row.getAs("part"), name -> new Tally()).addRows(row);
        }
        return tallies;
    }

    private static Dataset<Row> results(Dataset<Row> pairs, String first, String second) {
        return pairs.groupBy(first, second)
                .agg(
                        expr("count_if(result = 'win')").as("wins"),
                        expr("count_if(result = 'tie')").as("ties"),
                        expr("count_if(result = 'loss')").as("losses"));
    }

    /** Results, and how they lie over lengths and rows. Mutable while it is filled. */
    private static final class Tally {
        private long wins;
        private long ties;
        private long losses;
        private final List<LengthControl.Bin> bins = new ArrayList<>();
        private final List<Bootstrap.Cell> rows = new ArrayList<>();

        private void addBin(Row bin) {
            long won = bin.getAs("wins");
            long tied = bin.getAs("ties");
            long lost = bin.getAs("losses");
            wins += won;
            ties += tied;
            losses += lost;
            int at = bin.getAs("bin");
            bins.add(new LengthControl.Bin(at * BIN_WIDTH, won + tied / 2.0, won + tied + lost));
        }

        private void addRows(Row alike) {
            long won = alike.getAs("wins");
            long tied = alike.getAs("ties");
            long lost = alike.getAs("losses");
            rows.add(new Bootstrap.Cell(won + tied / 2.0, won + tied + lost, alike.getAs("rows")));
        }

        WinRate rate() {
            return WinRate.of(wins, ties, losses, bins, rows);
        }
    }
}
