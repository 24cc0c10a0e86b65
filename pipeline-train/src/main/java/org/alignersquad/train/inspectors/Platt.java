package org.alignersquad.train.inspectors;

import java.util.List;
import org.alignersquad.models.inspector.Calibration;

/**
 * Turns a logit into a probability: {@code sigmoid(logit / temperature + shift)}, fitted on validation rows by maximum
 * likelihood. Source: Platt 1999, with his smoothed targets, by Newton's method with a halved step where it overshoots
 * (Lin, Lin and Weng 2007).
 */
final class Platt {
    private static final int STEPS = 50;
    private static final double RIDGE = 1e-9;
    /** A slope at or below 0 would turn the scores around: such an inspector knows nothing, and keeps its order. */
    private static final double LEAST_SLOPE = 1e-3;

    private Platt() {}

    /**
     * What labels are taken for, so that a few rows make nothing certain.
     *
     * @param low of aligned rows
     * @param high of misaligned rows
     */
    record Targets(double low, double high) {
        static Targets of(List<Scored> rows) {
            double positives = rows.stream().filter(row -> row.label() == 1).count();
            return new Targets(1 / (rows.size() - positives + 2), (positives + 1) / (positives + 2));
        }

        double of(int label) {
            return label == 1 ? high : low;
        }
    }

    /** @param rows scores are logits */
    static Calibration fit(List<Scored> rows) {
        Targets targets = Targets.of(rows);
        double positives = rows.stream().filter(row -> row.label() == 1).count();
        double negatives = rows.size() - positives;
        double slope = 0;
        double shift = Math.log((positives + 1) / (negatives + 1));
        double loss = loss(rows, slope, shift, targets);
        for (int step = 0; step < STEPS; step++) {
            double[] move = newton(rows, slope, shift, targets);
            double length = 1;
            double next = loss(rows, slope - move[0], shift - move[1], targets);
            while (next > loss && length > 1e-10) {
                length /= 2;
                next = loss(rows, slope - length * move[0], shift - length * move[1], targets);
            }
            if (loss - next < 1e-12 * (1 + loss)) break;
            slope -= length * move[0];
            shift -= length * move[1];
            loss = next;
        }
        return new Calibration(1 / Math.max(LEAST_SLOPE, slope), shift);
    }

    private static double[] newton(List<Scored> rows, double slope, double shift, Targets targets) {
        double g1 = 0, g2 = 0, h11 = RIDGE, h12 = 0, h22 = RIDGE;
        for (Scored row : rows) {
            double x = row.score();
            double p = sigmoid(slope * x + shift);
            double error = p - targets.of(row.label());
            double curve = p * (1 - p);
            g1 += error * x;
            g2 += error;
            h11 += curve * x * x;
            h12 += curve * x;
            h22 += curve;
        }
        double determinant = h11 * h22 - h12 * h12;
        return new double[] {(h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant};
    }

    private static double loss(List<Scored> rows, double slope, double shift, Targets targets) {
        double loss = 0;
        for (Scored row : rows) {
            double z = slope * row.score() + shift;
            double target = targets.of(row.label());
            // log(1 + exp(z)) - target * z, written so that nothing overflows
            loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z;
        }
        return loss;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
