package org.alignersquad.models;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.models.engine.TorchDevice;
import org.jspecify.annotations.Nullable;

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

    /**
     * What the keys {@code device} and {@code precision} of a recipe ask for.
     *
     * @param device see {@link TorchDevice#of(String, List)}; null for the CPU
     * @param precision see {@link Precision#of}; null for 32-bit floats
     * @param assignedGpus addresses of the GPUs that the task was given
     * @throws IllegalArgumentException for other names, and for a GPU that this process does not have
     */
    public static Compute of(@Nullable String device, @Nullable String precision, List<String> assignedGpus) {
        TorchDevice found = device == null ? TorchDevice.CPU : TorchDevice.of(device, assignedGpus);
        return new Compute(found, precision == null ? Precision.FLOAT32 : Precision.of(precision), false);
    }

    /** Whether a recipe's device may be a GPU. */
    public static boolean mayUseGpu(@Nullable String device) {
        return device != null && !device.equals("cpu");
    }

    /** @throws IllegalArgumentException for names that {@link #of} takes on no machine */
    public static void requireNames(@Nullable String device, @Nullable String precision) {
        if (device != null) TorchDevice.requireName(device);
        if (precision != null) Precision.of(precision);
    }

    public Compute withPrecision(Precision other) {
        return new Compute(device, other, recomputeActivations);
    }

    public Compute withRecomputedActivations() {
        return new Compute(device, precision, true);
    }
}
