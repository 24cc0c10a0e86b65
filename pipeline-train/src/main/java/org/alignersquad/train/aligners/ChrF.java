package org.alignersquad.train.aligners;

import java.util.HashMap;
import java.util.Map;

/**
 * chrF2 of a text against a reference, in [0, 100]: the F-score, recall counted twice as much as precision, of runs of one
 * to six characters, spaces left out (Popović 2015, 2017).
 */
final class ChrF {
    private static final int LONGEST = 6;
    private static final double BETA_SQUARED = 4;

    private ChrF() {}

    static double of(String text, String reference) {
        String own = text.replaceAll("\\s+", "");
        String other = reference.replaceAll("\\s+", "");
        if (own.equals(other)) return 100;
        double precision = 0;
        double recall = 0;
        int sizes = 0;
        for (int size = 1; size <= LONGEST; size++) {
            int left = Math.max(0, own.length() - size + 1);
            int right = Math.max(0, other.length() - size + 1);
            if (left == 0 && right == 0) continue;
            sizes++;
            double common = common(counts(own, size), counts(other, size));
            if (left > 0) precision += common / left;
            if (right > 0) recall += common / right;
        }
        if (precision + recall == 0) return 0;
        double p = precision / sizes;
        double r = recall / sizes;
        return 100 * (1 + BETA_SQUARED) * p * r / (BETA_SQUARED * p + r);
    }

    private static Map<String, Integer> counts(String text, int size) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + size <= text.length(); i++) counts.merge(text.substring(i, i + size), 1, Integer::sum);
        return counts;
    }

    private static double common(Map<String, Integer> left, Map<String, Integer> right) {
        long common = 0;
        for (var run : left.entrySet()) common += Math.min(run.getValue(), right.getOrDefault(run.getKey(), 0));
        return common;
    }
}
