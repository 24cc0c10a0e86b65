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
 * @param maxDecline how much worse than the baseline the run may be: it is worse where the whole interval of the
 *     difference lies below 0, and misses where then the difference is below minus this
 * @param minAgreement least kappa between the two judges
 * @param maxUnjudged share of pairs on which the judge gave no verdict
 */
public record FloorsConfig(
        @Nullable Double minWinRate,
        @Nullable Double minLengthControlledWinRate,
        @Nullable Double minFixed,
        @Nullable Double maxOverCorrection,
        @Nullable Double maxUnjudged,
        @Nullable Double maxDecline,
        @Nullable Double minAgreement) {

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
        Agreement agreement = evaluation.agreement();
        atLeast(misses, "kappa", agreement == null ? null : agreement.kappa(), "min_agreement", minAgreement);
        declined(misses, evaluation.against());
        return misses;
    }

    private void declined(List<String> misses, @Nullable Against against) {
        if (maxDecline == null || against == null || against.difference() == null) return;
        boolean worse = against.verdict().equals("worse") && against.difference() < -maxDecline;
        if (worse) {
            misses.add(String.format(
                    Locale.ROOT,
                    "worse than %s by %.4f (interval %.4f to %.4f), more than max_decline %s",
                    against.baseline(),
                    -against.difference(),
                    against.differenceLow(),
                    against.differenceHigh(),
                    maxDecline));
        }
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
