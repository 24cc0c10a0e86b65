package org.alignersquad.train.rounds;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished training.
 *
 * @param parameters those of the best validation, in the model's order
 * @param steps optimizer steps taken
 * @param tokens that went through the model, validation not counted
 * @param resumedFrom where it went on from other settings: the round, and the fingerprint of those settings
 * @param seconds wall time, over all runs that took part
 */
public record Trained(
        Floats parameters,
        int rounds,
        int bestRound,
        long steps,
        double validationLoss,
        long tokens,
        double seconds,
        @Nullable String resumedFrom,
        List<Metric> metrics) {
    public Trained {
        metrics = List.copyOf(metrics);
    }

    /** For a model's card; the parameters and metrics are elsewhere. */
    public ObjectNode json(long parameterCount) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("parameters", parameterCount)
                .put("rounds", rounds)
                .put("best_round", bestRound)
                .put("steps", steps)
                .put("validation_loss", validationLoss)
                .put("tokens", tokens)
                .put("tokens_per_second", Math.round(tokens / seconds))
                .put("seconds", Math.round(10 * seconds) / 10.0);
        return resumedFrom == null ? json : json.put("resumed_from", resumedFrom);
    }
}
