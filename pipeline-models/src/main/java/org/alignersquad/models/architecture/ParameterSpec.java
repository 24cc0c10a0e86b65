package org.alignersquad.models.architecture;

import java.util.List;
import org.alignersquad.models.engine.NamedTensor;

/**
 * One parameter: its Hugging Face name, its shape, how it starts, and whether weight decay applies to it.
 *
 * @param std standard deviation of the normal distribution it starts from; 0 starts it at {@code mean}
 */
public record ParameterSpec(String name, long[] shape, float mean, double std, boolean decayed) {
    public ParameterSpec {
        shape = shape.clone();
    }

    /** A matrix of a linear layer. */
    public static ParameterSpec matrix(String name, double std, long... shape) {
        return new ParameterSpec(name, shape, 0, std, true);
    }

    /** A table of vectors. */
    public static ParameterSpec embedding(String name, double std, long... shape) {
        return new ParameterSpec(name, shape, 0, std, false);
    }

    /** The gain of a norm. */
    public static ParameterSpec gain(String name, long size) {
        return new ParameterSpec(name, new long[] {size}, 1, 0, false);
    }

    /** An offset, of a norm or of a linear layer. */
    public static ParameterSpec bias(String name, long size) {
        return new ParameterSpec(name, new long[] {size}, 0, 0, false);
    }

    public long count() {
        return NamedTensor.elements(shape);
    }

    /** Numbers of all of them together. */
    public static long count(List<ParameterSpec> specs) {
        return specs.stream().mapToLong(ParameterSpec::count).sum();
    }
}
