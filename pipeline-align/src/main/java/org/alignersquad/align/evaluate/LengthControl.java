package org.alignersquad.align.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The win rate that would be had at equal lengths: logistic regression of wins (a tie is half of one) on the logarithm
 * of the length ratio, read off at 0; after Dubois et al. 2024, "Length-controlled AlpacaEval", with one predictor.
 */
final class LengthControl {
    private static final int MAX_STEPS = 50;
    /** Keeps the slope finite where length alone tells wins from losses. */
    private static final double RIDGE = 1e-2;

    private LengthControl() {}

    /**
     * Comparisons of about one length ratio.
     *
     * @param wins ties count half
     * @param logLengthRatio their mean
     */
    record Bin(double logLengthRatio, double wins, long comparisons) {}

    /** Null where there is nothing to compare. */
    static @Nullable Double winRate(List<Bin> bins) {
        double wins = bins.stream().mapToDouble(Bin::wins).sum();
        long all = bins.stream().mapToLong(Bin::comparisons).sum();
        if (all == 0) return null;
        // without both outcomes there is no finite fit, and nothing that length could explain
        if (wins == 0 || wins == all) return wins / all;
        return fit(bins, Math.log(wins / (all - wins)));
    }

    private static double fit(List<Bin> bins, double start) {
        double intercept = start;
        double slope = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            Newton newton = new Newton(intercept, slope);
            bins.forEach(newton::add);
            intercept += newton.interceptStep();
            slope += newton.slopeStep();
            if (newton.done()) break;
        }
        return logistic(intercept);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** One step of Newton's method for two coefficients. */
    private static final class Newton {
        private final double intercept;
        private final double slope;
        private double gradient0;
        private double gradient1;
        private double hessian00;
        private double hessian01;
        private double hessian11;

        Newton(double intercept, double slope) {
            this.intercept = intercept;
            this.slope = slope;
            gradient1 = -RIDGE * slope;
            hessian11 = RIDGE;
        }

        void add(Bin bin) {
            double x = bin.logLengthRatio();
            double p = logistic(intercept + slope * x);
            double error = bin.wins() - bin.comparisons() * p;
            double weight = bin.comparisons() * p * (1 - p);
            gradient0 += error;
            gradient1 += error * x;
            hessian00 += weight;
            hessian01 += weight * x;
            hessian11 += weight * x * x;
        }

        private double determinant() {
            return hessian00 * hessian11 - hessian01 * hessian01;
        }

        double interceptStep() {
            return bounded((hessian11 * gradient0 - hessian01 * gradient1) / determinant());
        }

        double slopeStep() {
            return bounded((hessian00 * gradient1 - hessian01 * gradient0) / determinant());
        }

        boolean done() {
            return Math.abs(interceptStep()) + Math.abs(slopeStep()) < 1e-10;
        }

        private static double bounded(double step) {
            return Math.max(-2, Math.min(2, step));
        }
    }
}
