package org.alignersquad.train.inspectors;

import java.util.List;

/**
 * Turns a logit into a probability: {@code sigmoid(logit / temperature + shift)}, fitted on validation rows by maximum
 * likelihood. Source: Platt 1999, with his smoothed targets, by Newton's method with a halved step where it overshoots
 * (Lin, Lin and Weng 2007).
 */
public record Calibration(double temperature, double shift) {
    private static final int STEPS = 50;
    private static final double RIDGE = 1e-9;
    /** A slope at or below 0 would turn the scores around: such an inspector knows nothing, and keeps its order. */
    private static final double LEAST_SLOPE = 1e-3;

    /** @param rows scores are logits */
    static Calibration fit(List<Scored> rows) {
        double positives = rows.stream().filter(row -> row.label() == 1).count();
        double negatives = rows.size() - positives;
        double high = (positives + 1) / (positives + 2);
        double low = 1 / (negatives + 2);
        double slope = 0;
        double shift = Math.log((positives + 1) / (negatives + 1));
        double loss = loss(rows, slope, shift, high, low);
        for (int step = 0; step < STEPS; step++) {
            double[] move = newton(rows, slope, shift, high, low);
            double length = 1;
            double next = loss(rows, slope - move[0], shift - move[1], high, low);
            while (next > loss && length > 1e-10) {
                length /= 2;
                next = loss(rows, slope - length * move[0], shift - length * move[1], high, low);
            }
            if (loss - next < 1e-12 * (1 + loss)) break;
            slope -= length * move[0];
            shift -= length * move[1];
            loss = next;
        }
        return new Calibration(1 / Math.max(LEAST_SLOPE, slope), shift);
    }

    double probability(double logit) {
        return sigmoid(logit / temperature + shift);
    }

    private static double[] newton(List<Scored> rows, double slope, double shift, double high, double low) {
        double g1 = 0, g2 = 0, h11 = RIDGE, h12 = 0, h22 = RIDGE;
        for (Scored row : rows) {
            double x = row.score();
            double p = sigmoid(slope * x + shift);
            double error = p - (row.label() == 1 ? high : low);
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

    private static double loss(List<Scored> rows, double slope, double shift, double high, double low) {
        double loss = 0;
        for (Scored row : rows) {
            double z = slope * row.score() + shift;
            double target = row.label() == 1 ? high : low;
            // log(1 + exp(z)) - target * z, written so that nothing overflows
            loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z;
        }
        return loss;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
