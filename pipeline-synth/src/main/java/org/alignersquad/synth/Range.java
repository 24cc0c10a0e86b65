package org.alignersquad.synth;

import java.util.Arrays;

/** An estimate, and the interval that holds nine in ten of its bootstrap replicates. */
record Range(double estimate, double low, double high) {
    static Range of(double estimate, double[] replicates) {
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        int tail = sorted.length / 20;
        double low = Math.min(estimate, sorted[tail]);
        return new Range(estimate, low, Math.max(estimate, sorted[sorted.length - 1 - tail]));
    }
}
