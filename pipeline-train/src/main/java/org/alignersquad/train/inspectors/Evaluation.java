package org.alignersquad.train.inspectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Calibrates an inspector on validation rows and measures it on test rows, beside the rule that goes by length alone.
 *
 * @param threshold on the calibrated probability
 * @param figures for the card
 */
record Evaluation(Calibration calibration, double threshold, ObjectNode figures) {
    /** @param rows validation and test rows with {@code split, label, length, log_odds} */
    static Evaluation of(List<Row> rows) {
        List<Row> validation = split(rows, "validation");
        List<Row> test = split(rows, "test");
        Calibration calibration = Calibration.fit(scored(validation, Evaluation::logOdds));
        Column probability = row -> calibration.probability(logOdds(row));
        double threshold = Threshold.bestF1(scored(validation, probability));
        List<Scored> judged = scored(test, probability);
        Auc auc = Auc.of(judged);
        Decisions decisions = Decisions.of(judged, threshold);
        ObjectNode figures = JsonNodeFactory.instance
                .objectNode()
                .put("test_rows", test.size())
                .put("auc", round(auc.value()))
                .put("auc_low", round(auc.low()))
                .put("auc_high", round(auc.high()))
                .put("length_auc", round(lengthAuc(validation, test)))
                .put("threshold", round(threshold))
                .put("accuracy", round(decisions.accuracy()))
                .put("precision", round(decisions.precision()))
                .put("recall", round(decisions.recall()))
                .put("f1", round(decisions.f1()));
        return new Evaluation(calibration, threshold, figures);
    }

    /** AUC on test rows of the response's length, longer or shorter as validation rows have it. */
    private static double lengthAuc(List<Row> validation, List<Row> test) {
        double sign = Auc.of(scored(validation, Evaluation::length)).value() < .5 ? -1 : 1;
        return Auc.of(scored(test, row -> sign * length(row))).value();
    }

    private interface Column {
        double of(Row row);
    }

    private static double logOdds(Row row) {
        return row.<Float>getAs("log_odds");
    }

    private static double length(Row row) {
        return row.<Integer>getAs("length");
    }

    private static List<Row> split(List<Row> rows, String split) {
        return rows.stream().filter(row -> row.getAs("split").equals(split)).toList();
    }

    private static List<Scored> scored(List<Row> rows, Column score) {
        return rows.stream()
                .map(row -> new Scored(score.of(row), row.<Integer>getAs("label")))
                .toList();
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
