package org.alignersquad.models.engine;

import ai.djl.ndarray.types.DataType;
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

    /** The values row by row.
     *
     * @throws IllegalStateException for another type than 32-bit floats
     */
    public float[] floats() {
        require(DataType.FLOAT32);
        return array.toFloatArray();
    }

    /** The values row by row. */
    public long[] ints() {
        require(DataType.INT64);
        return array.toLongArray();
    }

    private void require(DataType type) {
        DataType found = array.getDataType();
        if (found == type) return;
        // the engine's Java side does not know bfloat16, and would end the process on some ways to use it
        String name = found == DataType.UNKNOWN
                ? "of half precision, or another type that Java has no array for"
                : found.toString();
        throw new IllegalStateException("Tensor is " + name + ", expected " + type + "; a script can convert it");
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
