package org.alignersquad.train.inspectors;

import java.util.List;

/** How far probabilities are from what was the case; 0 is best. */
final class CalibrationError {
    private static final int BINS = 10;

    private CalibrationError() {}

    /** Mean squared distance of probability and label (Brier 1950). */
    static double brier(List<Scored> rows) {
        return rows.stream()
                .mapToDouble(row -> (row.score() - row.label()) * (row.score() - row.label()))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Expected calibration error: mean distance of mean probability and share of misaligned rows, over ten bins of equal
     * width, weighted by their rows (Guo et al. 2017).
     */
    static double expected(List<Scored> rows) {
        double[] distance = new double[BINS]; // probabilities less labels, summed
        for (Scored row : rows) distance[Math.min(BINS - 1, (int) (row.score() * BINS))] += row.score() - row.label();
        double sum = 0;
        for (double each : distance) sum += Math.abs(each);
        return sum / rows.size();
    }
}
