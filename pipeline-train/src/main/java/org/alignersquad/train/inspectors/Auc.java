package org.alignersquad.train.inspectors;

import java.util.Comparator;
import java.util.List;

/**
 * Area under the ROC curve: the probability that a misaligned response scores higher than an aligned one, ties counted
 * half.
 *
 * @param standardError after Hanley and McNeil 1982
 */
public record Auc(double value, double standardError, long misaligned, long aligned) {
    private static final double NORMAL_95 = 1.959964;

    /** @throws IllegalArgumentException where one of the classes is empty */
    static Auc of(List<Scored> rows) {
        long positives = rows.stream().filter(row -> row.label() == 1).count();
        long negatives = rows.size() - positives;
        if (positives == 0 || negatives == 0)
            throw new IllegalArgumentException("AUC needs both classes, there are " + positives + " misaligned and "
                    + negatives + " aligned rows");
        if (rows.stream().anyMatch(row -> Double.isNaN(row.score())))
            throw new IllegalArgumentException("AUC needs scores that are numbers, one is NaN");
        double area = (rankSum(rows) - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
        return new Auc(area, standardError(area, positives, negatives), positives, negatives);
    }

    /** Sum of the misaligned rows' ranks; rows of one score share the mean of their ranks. */
    private static double rankSum(List<Scored> rows) {
        List<Scored> sorted =
                rows.stream().sorted(Comparator.comparingDouble(Scored::score)).toList();
        double sum = 0;
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            int positives = 0;
            while (to < sorted.size()
                    && sorted.get(to).score() == sorted.get(from).score()) {
                positives += sorted.get(to++).label();
            }
            sum += positives * (from + 1 + to) / 2.0;
            from = to;
        }
        return sum;
    }

    private static double standardError(double area, long positives, long negatives) {
        double q1 = area / (2 - area);
        double q2 = 2 * area * area / (1 + area);
        double variance =
                area * (1 - area) + (positives - 1) * (q1 - area * area) + (negatives - 1) * (q2 - area * area);
        return Math.sqrt(Math.max(0, variance) / ((double) positives * negatives));
    }

    /** Lower end of the 95 % interval. */
    public double low() {
        return Math.max(0, value - NORMAL_95 * standardError);
    }

    /** Upper end of the 95 % interval. */
    public double high() {
        return Math.min(1, value + NORMAL_95 * standardError);
    }
}
