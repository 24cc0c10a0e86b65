package org.alignersquad.models.engine;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/** Tensors that belong to a {@link Scope}, or some of the tensors of {@link Weights}. They may be of half precision. */
public final class TensorList extends Tensors {
    private final List<PtNDArray> arrays;

    TensorList(List<PtNDArray> arrays) {
        this.arrays = List.copyOf(arrays);
    }

    /** One of the tensors. */
    public Tensor get(int index) {
        return new Tensor(arrays.get(index));
    }

    @Override
    List<PtNDArray> arrays() {
        return arrays;
    }
}
