package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a training is, besides its state.
 *
 * @param fingerprint of everything that shapes the result; progress of another fingerprint is of no use
 * @param subject fingerprint of the model's shape and of its examples alone; null in progress of older versions
 * @param resumedFrom where it went on from other settings: the round, and the fingerprint of those settings
 * @param bestLoss lowest validation loss so far; infinite before the first validation
 * @param worse validations since the best
 * @param tokens that went through the model, validation not counted
 */
record Progress(
        String fingerprint,
        @Nullable String subject,
        @Nullable String resumedFrom,
        int round,
        long step,
        double bestLoss,
        int bestRound,
        int worse,
        long tokens,
        double seconds,
        boolean finished,
        List<Metric> metrics) {
    Progress {
        metrics = List.copyOf(metrics);
    }

    static Progress start(String fingerprint, String subject) {
        return new Progress(fingerprint, subject, null, 0, 0, Double.MAX_VALUE, 0, 0, 0, 0, false, List.of());
    }

    Progress trained(long steps, Metric metric) {
        return new Progress(
                fingerprint,
                subject,
                resumedFrom,
                round + 1,
                steps,
                bestLoss,
                bestRound,
                worse,
                metric.tokens(),
                seconds + metric.seconds(),
                false,
                with(metric));
    }

    Progress validated(Metric metric) {
        boolean better = metric.loss() < bestLoss;
        return new Progress(
                fingerprint,
                subject,
                resumedFrom,
                round,
                step,
                better ? metric.loss() : bestLoss,
                better ? round : bestRound,
                better ? 0 : worse + 1,
                tokens,
                seconds + metric.seconds(),
                false,
                with(metric));
    }

    Progress finish() {
        return ended(fingerprint, resumedFrom, worse, true);
    }

    /** The same under other settings, which count validations that are no better anew. */
    Progress resumed(String other, int rounds) {
        return ended(other, "round " + round + " of " + fingerprint, 0, round >= rounds);
    }

    private Progress ended(String settings, @Nullable String from, int noBetter, boolean done) {
        return new Progress(
                settings, subject, from, round, step, bestLoss, bestRound, noBetter, tokens, seconds, done, metrics);
    }

    private List<Metric> with(Metric metric) {
        List<Metric> all = new ArrayList<>(metrics);
        all.add(metric);
        return all;
    }
}
