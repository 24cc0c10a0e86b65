package org.alignersquad.models.engine;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;

/** A list of tensors as one argument of a script: a model's {@link Weights}, or what was computed from them. */
public abstract sealed class Tensors permits Weights, TensorList {
    abstract List<PtNDArray> arrays();

    /** How many tensors there are. */
    public final int size() {
        return arrays().size();
    }

    /** The tensors at these places. */
    public final TensorList at(List<Integer> places) {
        return new TensorList(places.stream().map(arrays()::get).toList());
    }

    /** The same list with other tensors at these places, in the same order. */
    public final TensorList with(List<Integer> places, Tensors others) {
        List<PtNDArray> replaced = new ArrayList<>(arrays());
        for (int i = 0; i < places.size(); i++)
            replaced.set(places.get(i), others.arrays().get(i));
        return new TensorList(replaced);
    }

    /** Where the tensors live; an empty list lives on the CPU. */
    final Device device() {
        return arrays().isEmpty() ? Device.cpu() : arrays().get(0).getDevice();
    }
}
