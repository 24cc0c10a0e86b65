package org.alignersquad.train.inspectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Percentile intervals of AUCs by resampling whole groups of near-duplicate questions: answers to one question are not
 * independent of each other (Efron and Tibshirani 1993).
 */
final class Bootstrap {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 20240301;

    private final List<Judgement> rows;
    private final int[] clusters;
    private final int clusterCount;

    /** An interval at 95 %. */
    record Interval(double low, double high) {}

    Bootstrap(List<Judgement> rows) {
        this.rows = List.copyOf(rows);
        Map<String, Integer> numbers = new HashMap<>();
        clusters = rows.stream()
                .mapToInt(row -> numbers.computeIfAbsent(row.group(), missing -> numbers.size()))
                .toArray();
        clusterCount = numbers.size();
    }

    Interval auc(ToDoubleFunction<Judgement> score) {
        return interval(values(score));
    }

    /** Of how much the first score's AUC is above the second's, on the same resamples. */
    Interval gain(ToDoubleFunction<Judgement> score, ToDoubleFunction<Judgement> over) {
        double[] values = values(score);
        double[] others = values(over);
        for (int i = 0; i < values.length; i++) values[i] -= others[i];
        return interval(values);
    }

    private static Interval interval(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) return new Interval(Double.NaN, Double.NaN);
        return new Interval(sorted[(int) (.025 * sorted.length)], sorted[(int) (.975 * (sorted.length - 1))]);
    }

    private double[] values(ToDoubleFunction<Judgement> score) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) order.add(i);
        order.sort(Comparator.comparingDouble(i -> score.applyAsDouble(rows.get(i))));
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) values[i] = auc(order, score, weights(random));
        return values;
    }

    private int[] weights(SplittableRandom random) {
        int[] weights = new int[clusterCount];
        for (int i = 0; i < clusterCount; i++) weights[random.nextInt(clusterCount)]++;
        return weights;
    }

    /** Rows in ascending order of their score, each counted as often as its group was drawn; ties count half. */
    private double auc(List<Integer> order, ToDoubleFunction<Judgement> score, int[] weights) {
        double below = 0;
        double won = 0;
        double positives = 0;
        for (int from = 0; from < order.size(); ) {
            double tiedPositives = 0;
            double tiedNegatives = 0;
            double value = score.applyAsDouble(rows.get(order.get(from)));
            int to = from;
            for (; to < order.size() && score.applyAsDouble(rows.get(order.get(to))) == value; to++) {
                int weight = weights[clusters[order.get(to)]];
                if (rows.get(order.get(to)).label() == 1) tiedPositives += weight;
                else tiedNegatives += weight;
            }
            won += tiedPositives * (below + tiedNegatives / 2);
            below += tiedNegatives;
            positives += tiedPositives;
            from = to;
        }
        return won / (positives * below);
    }
}
