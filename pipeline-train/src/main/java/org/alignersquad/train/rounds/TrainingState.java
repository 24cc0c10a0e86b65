package org.alignersquad.train.rounds;

import java.io.Serializable;
import org.alignersquad.models.train.AdamWState;

/**
 * Everything that a round starts from, and that it ends with.
 *
 * @param parameters in the model's order, not copied: treat it as a value
 */
public record TrainingState(float[] parameters, AdamWState optimizer) implements Serializable {
    /** Bytes of its numbers. */
    long bytes() {
        return 4L * (parameters.length + optimizer.m().length + optimizer.v().length);
    }

    /** Before the first step. */
    public static TrainingState start(float[] parameters) {
        return new TrainingState(parameters, AdamWState.zero(parameters.length));
    }
}
