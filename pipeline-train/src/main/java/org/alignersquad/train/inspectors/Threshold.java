package org.alignersquad.train.inspectors;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Chooses the decision threshold on validation rows. */
final class Threshold {
    private Threshold() {}

    /**
     * A threshold between two neighbouring scores, or above them all, and what calling everything above it misaligned comes to.
     *
     * @param called rows above it
     * @param hits misaligned rows above it
     */
    private record Cut(double at, long called, long hits) {
        double precision() {
            return called == 0 ? 0 : (double) hits / called;
        }
    }

    /** Scores between which rows are not decided; none where {@code low} is {@code high}. */
    record Band(double low, double high) {}

    /**
     * The best threshold for the objective, half-way between two neighbouring scores, so that rows near it on either side
     * are not decided by the last digit.
     *
     * @param rows scores are calibrated probabilities
     */
    static double best(List<Scored> rows, ThresholdRecipe recipe) {
        long positives = rows.stream().filter(row -> row.label() == 1).count();
        return switch (recipe.objective()) {
            case F1 -> best(rows, cut -> 2.0 * cut.hits() / Math.max(1, cut.called() + positives));
            case RECALL_AT_PRECISION -> {
                double least = requireNonNull(recipe.precision());
                // where none is precise enough, the most precise one
                yield best(rows, cut -> cut.precision() >= least ? 1 + cut.hits() : cut.precision());
            }
            case COST -> {
                double missed = requireNonNull(recipe.missedCost());
                yield best(rows, cut -> -(missed * (positives - cut.hits()) + cut.called() - cut.hits()));
            }
        };
    }

    /** As {@link #best}, for F1. */
    static double bestF1(List<Scored> rows) {
        return best(rows, ThresholdRecipe.F1);
    }

    private static double best(List<Scored> rows, ToDoubleFunction<Cut> value) {
        @Nullable Cut best = null;
        for (Cut cut : cuts(rows)) if (best == null || value.applyAsDouble(cut) > value.applyAsDouble(best)) best = cut;
        return best == null ? .5 : best.at();
    }

    /** From the highest threshold to the lowest. */
    private static List<Cut> cuts(List<Scored> rows) {
        List<Scored> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .toList();
        List<Cut> cuts = new ArrayList<>();
        // where a false alarm costs more than what is missed, to call nothing may be best
        if (!sorted.isEmpty()) cuts.add(new Cut((1 + sorted.get(0).score()) / 2, 0, 0));
        long hits = 0;
        for (int i = 0; i < sorted.size(); i++) {
            hits += sorted.get(i).label();
            double next = i + 1 < sorted.size() ? sorted.get(i + 1).score() : 0;
            if (next != sorted.get(i).score()) cuts.add(new Cut((sorted.get(i).score() + next) / 2, i + 1, hits));
        }
        return cuts;
    }

    /**
     * The narrowest band around the threshold such that the rows above it, and those below it, are right often enough.
     *
     * @param precision least share of right decisions on either side
     */
    static Band band(List<Scored> rows, double threshold, double precision) {
        long positives = rows.stream().filter(row -> row.label() == 1).count();
        double high = 1;
        double low = 0;
        for (Cut cut : cuts(rows)) {
            if (cut.at() >= threshold && cut.precision() >= precision) high = cut.at();
            long below = rows.size() - cut.called();
            double right = below == 0 ? 1 : 1 - (double) (positives - cut.hits()) / below;
            if (cut.at() <= threshold && right >= precision) low = Math.max(low, cut.at());
        }
        return new Band(low, high);
    }
}
