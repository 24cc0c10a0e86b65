package org.alignersquad.models.engine;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/** A list of tensors as one argument of a script: a model's {@link Weights}, or what was computed from them. */
public abstract sealed class Tensors permits Weights, TensorList {
    abstract List<PtNDArray> arrays();

    /** How many tensors there are. */
    public final int size() {
        return arrays().size();
    }

    /** Where the tensors live; an empty list lives on the CPU. */
    final Device device() {
        return arrays().isEmpty() ? Device.cpu() : arrays().get(0).getDevice();
    }
}
