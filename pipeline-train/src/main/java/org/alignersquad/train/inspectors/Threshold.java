package org.alignersquad.train.inspectors;

import java.util.Comparator;
import java.util.List;

/** Chooses the decision threshold on validation rows. */
final class Threshold {
    private Threshold() {}

    /**
     * The threshold with the best F1 of class misaligned, half-way between two neighbouring scores, so that rows near it
     * on either side are not decided by the last digit.
     *
     * @param rows scores are calibrated probabilities
     */
    static double bestF1(List<Scored> rows) {
        List<Scored> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .toList();
        long positives = rows.stream().filter(row -> row.label() == 1).count();
        double best = -1;
        double threshold = .5;
        long hits = 0;
        for (int i = 0; i < sorted.size(); i++) {
            hits += sorted.get(i).label();
            double next = i + 1 < sorted.size() ? sorted.get(i + 1).score() : 0;
            if (next == sorted.get(i).score()) continue;
            double f1 = 2.0 * hits / (i + 1 + positives);
            if (f1 <= best) continue;
            best = f1;
            threshold = (sorted.get(i).score() + next) / 2;
        }
        return threshold;
    }
}
