package org.alignersquad.models.inspector;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns an inspector's log-odds into a probability, strictly rising: the order of answers stays as it is.
 *
 * <p>Without knots it is {@code sigmoid(log-odds / temperature + shift)}. With knots the log-odds of the probability are
 * interpolated between them, and go on with slope {@code 1 / temperature} before the first and after the last.
 *
 * @param temperature above 0
 * @param knots with rising {@code from} and rising {@code to}; empty for the sigmoid alone
 */
public record Calibration(double temperature, double shift, List<Knot> knots) implements Serializable {
    /** Log-odds are their own calibration. */
    public static final Calibration NONE = new Calibration(1, 0);

    /**
     * A point of the calibrated curve.
     *
     * @param from log-odds of the inspector
     * @param to log-odds of the probability
     */
    public record Knot(double from, double to) implements Serializable {}

    public Calibration {
        if (!(temperature > 0)) throw new IllegalArgumentException("temperature must be above 0, is: " + temperature);
        if (!Double.isFinite(shift)) throw new IllegalArgumentException("shift must be finite, is: " + shift);
        knots = List.copyOf(knots);
        for (Knot knot : knots)
            if (!Double.isFinite(knot.from()) || !Double.isFinite(knot.to()))
                throw new IllegalArgumentException("knots must be finite, one is: " + knot);
        for (int i = 1; i < knots.size(); i++)
            if (!(knots.get(i).from() > knots.get(i - 1).from()
                    && knots.get(i).to() > knots.get(i - 1).to()))
                throw new IllegalArgumentException("knots must rise, are: " + knots.get(i - 1) + ", " + knots.get(i));
    }

    public Calibration(double temperature, double shift) {
        this(temperature, shift, List.of());
    }

    /** Of the knots whose log-odds these are. */
    static List<Knot> knots(double[] from, double[] to) {
        if (from.length != to.length)
            throw new IllegalArgumentException(
                    "isotonic.from has " + from.length + " numbers, isotonic.to has " + to.length);
        List<Knot> knots = new ArrayList<>();
        for (int i = 0; i < from.length; i++) knots.add(new Knot(from[i], to[i]));
        return knots;
    }

    /** The calibrated probability for these log-odds, in [0, 1]. */
    public double probability(double logOdds) {
        return sigmoid(knots.isEmpty() ? logOdds / temperature + shift : interpolated(logOdds));
    }

    private double interpolated(double logOdds) {
        Knot first = knots.get(0);
        Knot last = knots.get(knots.size() - 1);
        if (logOdds <= first.from()) return first.to() + (logOdds - first.from()) / temperature;
        if (logOdds >= last.from()) return last.to() + (logOdds - last.from()) / temperature;
        int above = above(logOdds);
        Knot low = knots.get(above - 1);
        Knot high = knots.get(above);
        double part = (logOdds - low.from()) / (high.from() - low.from());
        return low.to() + part * (high.to() - low.to());
    }

    /** The number of the first knot above; there is one. */
    private int above(double logOdds) {
        int low = 0;
        int high = knots.size() - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (knots.get(middle).from() > logOdds) high = middle;
            else low = middle + 1;
        }
        return high;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
