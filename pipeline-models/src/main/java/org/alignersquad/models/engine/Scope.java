package org.alignersquad.models.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;

/**
 * The temporary tensors of one computation; closing frees them all. Used by the thread that opened it.
 *
 * <p>In a {@linkplain #recording() recording} scope calls remember how they computed, so that
 * {@link Tensor#backward()} can follow; in an {@linkplain #inference() inference} scope they do not.
 */
public final class Scope implements AutoCloseable {
    private final PtNDManager manager;
    private final boolean records;

    private Scope(PtNDManager manager, boolean records) {
        this.manager = manager;
        this.records = records;
    }

    public static Scope recording() {
        return new Scope(Torch.open(), true);
    }

    public static Scope inference() {
        return new Scope(Torch.open(), false);
    }

    boolean records() {
        return records;
    }

    PtNDManager manager() {
        return manager;
    }

    /** A tensor of 64-bit integers; without a shape it is one-dimensional. */
    public Tensor ints(long[] values, long... shape) {
        return new Tensor((PtNDArray) manager.create(values, shapeOf(values.length, shape)));
    }

    /** A tensor of 32-bit floats; without a shape it is one-dimensional. */
    public Tensor floats(float[] values, long... shape) {
        return new Tensor((PtNDArray) manager.create(values, shapeOf(values.length, shape)));
    }

    /** A zero-dimensional float. */
    public Tensor scalar(double value) {
        return new Tensor((PtNDArray) manager.create((float) value));
    }

    /** A zero-dimensional 64-bit integer. */
    public Tensor scalar(long value) {
        return new Tensor((PtNDArray) manager.create(value));
    }

    /** A float tensor of zeros. */
    public Tensor zeros(long... shape) {
        return new Tensor((PtNDArray) manager.zeros(new Shape(shape), DataType.FLOAT32));
    }

    /** These tensors as one list argument. */
    public TensorList list(Tensor... tensors) {
        return new TensorList(Arrays.stream(tensors).map(Tensor::array).toList());
    }

    private static Shape shapeOf(int length, long[] shape) {
        return shape.length == 0 ? new Shape(length) : new Shape(shape);
    }

    @Override
    public void close() {
        Torch.close(manager);
    }
}
