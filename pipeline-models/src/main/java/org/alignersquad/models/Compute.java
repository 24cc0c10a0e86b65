package org.alignersquad.models;

import java.io.Serializable;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.models.engine.TorchDevice;

/**
 * Where and how a model computes. What it computes stays the same, to rounding.
 *
 * @param precision of matrix products; parameters are 32-bit floats in any case
 * @param recomputeActivations whether training keeps one state per layer and computes the rest again on the way back
 *     (Chen et al. 2016): the same gradients for about a third more time and a fraction of the memory
 */
public record Compute(TorchDevice device, Precision precision, boolean recomputeActivations) implements Serializable {
    /** 32-bit floats on the CPU, all activations kept. */
    public static final Compute CPU = new Compute(TorchDevice.CPU, Precision.FLOAT32, false);

    public Compute withPrecision(Precision other) {
        return new Compute(device, other, recomputeActivations);
    }

    public Compute withRecomputedActivations() {
        return new Compute(device, precision, true);
    }
}
