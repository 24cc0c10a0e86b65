package org.alignersquad.models;

import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.engine.Weights;

/** A model with its parameters, which it owns until it is closed. */
public interface Model extends AutoCloseable {
    ModelConfig config();

    /** Where and how it computes. */
    Compute compute();

    Weights weights();

    /** How many numbers its parameters are. */
    default long parameterCount() {
        return weights().count();
    }

    /** All parameters as one array, in the order of {@link ModelConfig#parameters()}, copied. */
    default float[] parameters() {
        return weights().values();
    }

    /** Overwrites all parameters in place. */
    default void parameters(float[] values) {
        weights().assign(values);
    }

    @Override
    void close();
}
