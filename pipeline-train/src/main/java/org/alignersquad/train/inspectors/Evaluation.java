package org.alignersquad.train.inspectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.alignersquad.models.inspector.Calibration;

/**
 * Calibrates an inspector on validation rows and measures it on test rows, beside the rule that goes by length alone and,
 * where one was trained, a bag of words. Intervals are bootstrapped over groups of questions.
 *
 * @param threshold on the calibrated probability
 * @param figures for the card
 * @param slices figures of parts of the test rows
 */
record Evaluation(Calibration calibration, double threshold, ObjectNode figures, ObjectNode slices) {
    /** @param rows of validation and test */
    static Evaluation of(List<Judgement> rows, CalibrationMethod method, ThresholdRecipe objective) {
        List<Judgement> validation = split(rows, "validation");
        List<Judgement> test = split(rows, "test");
        Calibration calibration = method.fit(scored(validation, Judgement::logOdds));
        ToDoubleFunction<Judgement> probability = row -> calibration.probability(row.logOdds());
        List<Scored> calibrated = scored(validation, probability);
        double threshold = Threshold.best(calibrated, objective);
        int lengthSign = auc(validation, Judgement::length).value() < .5 ? -1 : 1;
        ObjectNode figures = figures(test, row -> lengthSign * row.length());
        addLengths(figures, rows);
        addErrors(figures, scored(test, row -> Calibration.NONE.probability(row.logOdds())), scored(test, probability));
        addDecisions(figures, Decisions.of(scored(test, probability), threshold), threshold);
        if (objective.decidedPrecision() != null) {
            Threshold.Band band = Threshold.band(calibrated, threshold, objective.decidedPrecision());
            addBand(figures, band, test, probability);
        }
        return new Evaluation(calibration, threshold, figures, new Slices(test, lengthSign).json());
    }

    private static ObjectNode figures(List<Judgement> test, ToDoubleFunction<Judgement> length) {
        Bootstrap bootstrap = new Bootstrap(test);
        Bootstrap.Interval interval = bootstrap.auc(Judgement::logOdds);
        ObjectNode figures = JsonNodeFactory.instance
                .objectNode()
                .put("test_rows", test.size())
                .put("auc", round(auc(test, Judgement::logOdds).value()))
                .put("auc_low", round(interval.low()))
                .put("auc_high", round(interval.high()))
                .put("length_auc", round(auc(test, length).value()));
        if (!hasBaseline(test)) return figures;
        Bootstrap.Interval gain = bootstrap.gain(Judgement::logOdds, Judgement::baseline);
        return figures.put("baseline_auc", round(auc(test, Judgement::baseline).value()))
                .put("gain_low", round(gain.low()))
                .put("gain_high", round(gain.high()));
    }

    private static void addLengths(ObjectNode figures, List<Judgement> rows) {
        int[] lengths = rows.stream().mapToInt(Judgement::length).sorted().toArray();
        int last = lengths.length - 1;
        figures.put("length_p01", lengths[last / 100]).put("length_p99", lengths[last - last / 100]);
    }

    private static void addErrors(ObjectNode figures, List<Scored> uncalibrated, List<Scored> calibrated) {
        figures.put("ece", round(CalibrationError.expected(calibrated)))
                .put("ece_uncalibrated", round(CalibrationError.expected(uncalibrated)))
                .put("brier", round(CalibrationError.brier(calibrated)))
                .put("brier_uncalibrated", round(CalibrationError.brier(uncalibrated)));
    }

    private static void addDecisions(ObjectNode figures, Decisions decisions, double threshold) {
        figures.put("threshold", round(threshold))
                .put("accuracy", round(decisions.accuracy()))
                .put("precision", round(decisions.precision()))
                .put("recall", round(decisions.recall()))
                .put("f1", round(decisions.f1()));
    }

    private static void addBand(
            ObjectNode figures, Threshold.Band band, List<Judgement> test, ToDoubleFunction<Judgement> probability) {
        List<Scored> decided = scored(test, probability).stream()
                .filter(row -> row.score() < band.low() || row.score() >= band.high())
                .toList();
        figures.put("abstain_low", round(band.low()))
                .put("abstain_high", round(band.high()))
                .put("abstained", round(1 - (double) decided.size() / test.size()));
        if (decided.isEmpty()) return;
        figures.put("accuracy_decided", round(Decisions.of(decided, band.high()).accuracy()));
    }

    static boolean hasBaseline(List<Judgement> rows) {
        return rows.stream().noneMatch(row -> Double.isNaN(row.baseline()));
    }

    static Auc auc(List<Judgement> rows, ToDoubleFunction<Judgement> score) {
        return Auc.of(scored(rows, score));
    }

    private static List<Judgement> split(List<Judgement> rows, String split) {
        return rows.stream().filter(row -> row.split().equals(split)).toList();
    }

    private static List<Scored> scored(List<Judgement> rows, ToDoubleFunction<Judgement> score) {
        return rows.stream()
                .map(row -> new Scored(score.applyAsDouble(row), row.label()))
                .toList();
    }

    static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
