package org.alignersquad.train.rounds;

import java.util.List;

/**
 * A finished training.
 *
 * @param parameters those of the best validation, in the model's order, not copied
 * @param steps optimizer steps taken
 * @param tokens that went through the model, validation not counted
 * @param seconds wall time, over all runs that took part
 */
public record Trained(
        float[] parameters,
        int rounds,
        int bestRound,
        long steps,
        double validationLoss,
        long tokens,
        double seconds,
        List<Metric> metrics) {
    public Trained {
        metrics = List.copyOf(metrics);
    }
}
