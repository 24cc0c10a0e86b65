package org.alignersquad.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Named float tensors in a fixed order, owned by this object until it is closed. Mutable; one thread at a time.
 *
 * <p>{@link #values()} and {@link #assign} see them as one flat array: tensor after tensor, row by row.
 */
public final class Weights implements AutoCloseable {
    private final PtNDManager manager;
    private final List<String> names;
    private final List<PtNDArray> arrays;
    private @Nullable List<PtNDArray> gradients;

    private Weights(PtNDManager manager, List<String> names, List<PtNDArray> arrays) {
        this.manager = manager;
        this.names = List.copyOf(names);
        this.arrays = List.copyOf(arrays);
    }

    /** Trainable weights over these tensors; direct buffers are shared, not copied. */
    public static Weights of(List<NamedTensor> tensors) {
        PtNDManager manager = Torch.open();
        List<PtNDArray> arrays = new ArrayList<>();
        for (NamedTensor tensor : tensors) arrays.add(trainable(manager, tensor));
        return new Weights(manager, tensors.stream().map(NamedTensor::name).toList(), arrays);
    }

    private static PtNDArray trainable(PtNDManager manager, NamedTensor tensor) {
        ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
        PtNDArray array = (PtNDArray) manager.create(data, new Shape(tensor.shape()), DataType.FLOAT32);
        array.setRequiresGradient(true);
        array.setName("w[]"); // how the engine is told that these form one list argument
        return array;
    }

    /** Zeros in the same shapes, without gradients. */
    Weights zerosLike() {
        PtNDManager own = Torch.open();
        List<PtNDArray> zeros = new ArrayList<>();
        for (PtNDArray array : arrays) zeros.add((PtNDArray) own.zeros(array.getShape(), DataType.FLOAT32));
        return new Weights(own, names, zeros);
    }

    public List<String> names() {
        return names;
    }

    /** How many numbers these weights are. */
    public long count() {
        return arrays.stream().mapToLong(NDArray::size).sum();
    }

    /** All values in order, copied. */
    public float[] values() {
        return flatten(arrays);
    }

    /** Gradients accumulated since the last update, in the order of {@link #values()}. */
    public float[] gradientValues() {
        return flatten(gradients());
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        // in place: the engine's own way gives the weights new gradient tensors, and these here would be stale
        for (PtNDArray gradient : gradients()) floats(gradient).put(new float[(int) gradient.size()]);
    }

    private static float[] flatten(List<PtNDArray> arrays) {
        float[] values = new float
                [Math.toIntExact(arrays.stream().mapToLong(NDArray::size).sum())];
        int offset = 0;
        for (PtNDArray array : arrays) {
            FloatBuffer floats = floats(array);
            int size = floats.remaining();
            floats.get(values, offset, size);
            offset += size;
        }
        return values;
    }

    /** Overwrites all values in place. */
    public void assign(float[] values) {
        if (values.length != count())
            throw new IllegalArgumentException(
                    "Cannot assign " + values.length + " values to weights of " + count() + " numbers");
        int offset = 0;
        for (PtNDArray array : arrays) {
            int size = (int) array.size();
            floats(array).put(values, offset, size);
            offset += size;
        }
    }

    /** The tensors with their names, sharing memory with these weights: valid until they are closed. */
    public List<NamedTensor> tensors() {
        return IntStream.range(0, arrays.size())
                .mapToObj(i ->
                        new NamedTensor(names.get(i), arrays.get(i).getShape().getShape(), bytes(arrays.get(i))))
                .toList();
    }

    private static FloatBuffer floats(PtNDArray array) {
        return bytes(array).asFloatBuffer();
    }

    private static ByteBuffer bytes(PtNDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    List<PtNDArray> arrays() {
        return arrays;
    }

    /** The engine adds to these very tensors in place, so one look-up after the first backward is enough. */
    List<PtNDArray> gradients() {
        if (gradients == null)
            gradients = arrays.stream().map(a -> (PtNDArray) a.getGradient()).toList();
        return gradients;
    }

    /** Tensors that these weights own: what must not grow. */
    int live() {
        return manager.getManagedArrays().size();
    }

    static IValue list(List<PtNDArray> arrays) {
        return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
        Torch.close(manager);
    }
}
