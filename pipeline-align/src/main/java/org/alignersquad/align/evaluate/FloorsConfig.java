package org.alignersquad.align.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run must reach; null asks for nothing. A figure that could not be computed does not reach its floor.
 *
 * @param minFixed share of misaligned rows that are fixed
 * @param maxOverCorrection share of aligned rows that were changed
 * @param maxUnjudged share of pairs on which the judge gave no verdict
 */
public record FloorsConfig(
        @Nullable Double minWinRate,
        @Nullable Double minLengthControlledWinRate,
        @Nullable Double minFixed,
        @Nullable Double maxOverCorrection,
        @Nullable Double maxUnjudged) {

    /** A sentence for each figure that is not good enough. */
    List<String> misses(Evaluation evaluation) {
        WinRate wins = evaluation.judge().preference();
        LabelFigures labels = evaluation.labels();
        List<String> misses = new ArrayList<>();
        atLeast(misses, "win_rate", wins.winRate(), "min_win_rate", minWinRate);
        atLeast(
                misses,
                "length_controlled_win_rate",
                wins.lengthControlledWinRate(),
                "min_length_controlled_win_rate",
                minLengthControlledWinRate);
        atLeast(misses, "fixed_share", labels == null ? null : labels.fixedShare(), "min_fixed", minFixed);
        atMost(
                misses,
                "over_correction",
                labels == null ? null : labels.overCorrection(),
                "max_over_correction",
                maxOverCorrection);
        atMost(misses, "unjudged_share", evaluation.judge().unjudgedShare(), "max_unjudged", maxUnjudged);
        return misses;
    }

    private static void atLeast(
            List<String> misses, String figure, @Nullable Double value, String key, @Nullable Double floor) {
        if (floor != null && (value == null || value < floor)) misses.add(miss(figure, value, "below " + key, floor));
    }

    private static void atMost(
            List<String> misses, String figure, @Nullable Double value, String key, @Nullable Double ceiling) {
        if (ceiling != null && (value == null || value > ceiling)) {
            misses.add(miss(figure, value, "above " + key, ceiling));
        }
    }

    private static String miss(String figure, @Nullable Double value, String what, double limit) {
        if (value == null) return String.format(Locale.ROOT, "%s is not known, cannot be held to %s", figure, limit);
        return String.format(Locale.ROOT, "%s is %.4f, %s %s", figure, value, what, limit);
    }
}
