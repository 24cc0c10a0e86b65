package org.alignersquad.train.inspectors;

import java.util.List;

/** How decisions at a threshold come out: a row is called misaligned where its score is at or above it. */
record Decisions(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {
    static Decisions of(List<Scored> rows, double threshold) {
        long[] counts = new long[4];
        for (Scored row : rows) counts[(row.score() >= threshold ? 0 : 2) + (row.label() == 1 ? 0 : 1)]++;
        return new Decisions(counts[0], counts[1], counts[3], counts[2]);
    }

    double accuracy() {
        long all = truePositives + falsePositives + trueNegatives + falseNegatives;
        return (double) (truePositives + trueNegatives) / all;
    }

    double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    double recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    double f1() {
        return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
