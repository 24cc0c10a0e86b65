package org.alignersquad.models.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Named float tensors in a fixed order, owned by this object until it is closed. Mutable; one thread at a time.
 *
 * <p>{@link #flat()} sees them as one long row of numbers: tensor after tensor, row by row.
 */
public final class Weights extends Tensors implements AutoCloseable {
    private final PtNDManager manager;
    private final List<String> names;
    private final List<PtNDArray> arrays;
    private @Nullable List<PtNDArray> gradients;

    private Weights(PtNDManager manager, List<String> names, List<PtNDArray> arrays) {
        this.manager = manager;
        this.names = List.copyOf(names);
        this.arrays = List.copyOf(arrays);
    }

    /** Trainable weights over these tensors on the CPU; direct buffers are shared, not copied. */
    public static Weights of(List<NamedTensor> tensors) {
        return of(tensors, TorchDevice.CPU);
    }

    /** Trainable weights on a device; on the CPU direct buffers are shared, elsewhere the values are copied there. */
    public static Weights of(List<NamedTensor> tensors, TorchDevice device) {
        PtNDManager manager = Torch.open(device);
        List<PtNDArray> arrays = new ArrayList<>();
        for (NamedTensor tensor : tensors) arrays.add(trainable(manager, tensor));
        return new Weights(manager, tensors.stream().map(NamedTensor::name).toList(), arrays);
    }

    private static PtNDArray trainable(PtNDManager manager, NamedTensor tensor) {
        ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
        PtNDArray array = (PtNDArray) manager.create(data, new Shape(tensor.shape()), DataType.FLOAT32);
        array.setRequiresGradient(true);
        return array;
    }

    /** Zeros in the same shapes, without gradients. */
    Weights zerosLike() {
        PtNDManager own = Torch.open(manager.getDevice());
        List<PtNDArray> zeros = new ArrayList<>();
        for (PtNDArray array : arrays) zeros.add((PtNDArray) own.zeros(array.getShape(), DataType.FLOAT32));
        return new Weights(own, names, zeros);
    }

    public List<String> names() {
        return names;
    }

    /** Turns gradients of these weights on or off; they are on at first. */
    public void trainable(boolean trainable) {
        for (PtNDArray array : arrays) array.setRequiresGradient(trainable);
        gradients = null;
    }

    /** How many numbers these weights are. */
    public long count() {
        return flat().size();
    }

    /** All values in order. */
    public FlatView flat() {
        return new FlatView(arrays);
    }

    /** Gradients accumulated since the last update, in the order of {@link #flat()}. */
    public FlatView flatGradients() {
        return new FlatView(gradients());
    }

    /** All values in order, copied. */
    public float[] values() {
        return flat().toArray();
    }

    /** Gradients accumulated since the last update, in the order of {@link #values()}. */
    public float[] gradientValues() {
        return flatGradients().toArray();
    }

    /** Sets all gradients to zero. */
    public void clearGradients() {
        // in place: the engine's own way gives the weights new gradient tensors, and these here would be stale
        flatGradients().clear();
    }

    /** Overwrites all values in place. */
    public void assign(float[] values) {
        if (values.length != count())
            throw new IllegalArgumentException(
                    "Cannot assign " + values.length + " values to weights of " + count() + " numbers");
        flat().write(0, values);
    }

    /**
     * The tensors with their names. On the CPU they share memory with these weights and are valid until they are closed;
     * elsewhere they are copies.
     */
    public List<NamedTensor> tensors() {
        return IntStream.range(0, arrays.size())
                .mapToObj(i -> new NamedTensor(
                        names.get(i),
                        arrays.get(i).getShape().getShape(),
                        arrays.get(i).toByteBuffer(true).order(ByteOrder.nativeOrder())))
                .toList();
    }

    @Override
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

    @Override
    public void close() {
        Torch.close(manager);
    }
}
