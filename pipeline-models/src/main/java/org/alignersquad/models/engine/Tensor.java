package org.alignersquad.models.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** A dense array on the engine's side, of floats or of 64-bit integers. It lives as long as its {@link Scope}. */
public final class Tensor {
    private final PtNDArray array;

    Tensor(PtNDArray array) {
        this.array = array;
    }

    PtNDArray array() {
        return array;
    }

    public long[] shape() {
        return array.getShape().getShape();
    }

    /** The values row by row. */
    public float[] floats() {
        return array.toFloatArray();
    }

    /** The values row by row. */
    public long[] ints() {
        return array.toLongArray();
    }

    /** The value of a tensor with one float. */
    public float item() {
        return floats()[0];
    }

    /** Adds this scalar's gradient to the gradient of every weight that it was computed from. */
    public void backward() {
        try (PtNDArray one = (PtNDArray) array.getManager().create(1f)) {
            JniUtils.backward(array, one, false, false);
        }
    }
}
