package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training is, besides its state.
 *
 * @param fingerprint of everything that shapes the result; progress of another fingerprint is of no use
 * @param bestLoss lowest validation loss so far; infinite before the first validation
 * @param worse validations since the best
 * @param tokens that went through the model, validation not counted
 */
record Progress(
        String fingerprint,
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

    static Progress start(String fingerprint) {
        return new Progress(fingerprint, 0, 0, Double.MAX_VALUE, 0, 0, 0, 0, false, List.of());
    }

    Progress trained(long steps, Metric metric) {
        return new Progress(
                fingerprint,
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
        return new Progress(fingerprint, round, step, bestLoss, bestRound, worse, tokens, seconds, true, metrics);
    }

    private List<Metric> with(Metric metric) {
        List<Metric> all = new ArrayList<>(metrics);
        all.add(metric);
        return all;
    }
}
