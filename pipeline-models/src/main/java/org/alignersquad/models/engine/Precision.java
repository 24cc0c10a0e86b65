package org.alignersquad.models.engine;

import java.util.Locale;
import java.util.Map;

/**
 * The number type that matrix products are computed in. Weights, gradients and optimizer state stay 32-bit floats (master
 * weights, Micikevicius et al. 2018); in half precision every step computes with rounded copies of the matrices, norms
 * and biases stay as they are, and products accumulate in 32 bits inside the engine's kernels.
 *
 * <p>Only scripts touch half-precision tensors: the engine's own Java API ends the process when it meets one.
 */
public enum Precision {
    FLOAT32(6),
    /** The range of a 32-bit float with 8 bits of precision; needs no loss scaling. */
    BFLOAT16(15),
    /** 11 bits of precision, largest number 65504; gradients need a loss scale. */
    FLOAT16(5);

    private final int scalarType;

    Precision(int scalarType) {
        this.scalarType = scalarType;
    }

    /** {@code float32}, {@code bfloat16} or {@code float16}, as {@code torch_dtype} has it. */
    public static Precision of(String torchDtype) {
        for (Precision precision : values()) if (precision.torchDtype().equals(torchDtype)) return precision;
        throw new IllegalArgumentException(
                "precision is '" + torchDtype + "', expected one of [float32, bfloat16, float16]");
    }

    public String torchDtype() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a loss is multiplied with before its gradient is computed, so that small gradients do not become zero. */
    public double lossScale() {
        return this == FLOAT16 ? 8192 : 1;
    }

    /** These tensors with every matrix in this precision; gradients flow back through the rounding. */
    public Tensors cast(Scope scope, Tensors tensors) {
        if (this == FLOAT32) return tensors;
        String source = ScriptText.read(Precision.class, "cast.py.txt", Map.of("type", scalarType));
        return TorchScript.compile(source).callList(scope, "cast", tensors);
    }
}
