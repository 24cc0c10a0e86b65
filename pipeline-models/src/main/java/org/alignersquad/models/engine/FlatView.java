package org.alignersquad.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Tensors of 32-bit floats seen as one long row of numbers: tensor after tensor, row by row. There may be more of them
 * than a Java array holds. On the CPU reading and writing go to the tensors' own memory; tensors elsewhere are copied
 * through the host. Valid as long as the tensors are.
 */
public final class FlatView {
    private static final String SOURCE = ScriptText.read(FlatView.class, "flat.py.txt", Map.of());
    /** A buffer's size in bytes is a Java int. */
    private static final long MAX_PIECE = 1L << 28;

    private final List<PtNDArray> arrays;
    private final boolean throughHost;
    private final long size;

    FlatView(List<PtNDArray> arrays) {
        this(arrays, arrays.stream().anyMatch(array -> array.getDevice().isGpu()));
    }

    /** @param throughHost whether to copy, as for tensors that are not in this process's memory */
    FlatView(List<PtNDArray> arrays, boolean throughHost) {
        this.arrays = List.copyOf(arrays);
        this.throughHost = throughHost;
        size = arrays.stream().mapToLong(NDArray::size).sum();
    }

    /** How many numbers there are. */
    public long size() {
        return size;
    }

    /** Copies the numbers from this place on into a whole array. */
    public void read(long from, float[] to) {
        read(from, to, 0, to.length);
    }

    /** Copies {@code length} numbers from this place on. */
    public void read(long from, float[] to, int offset, int length) {
        visit(from, length, (piece, done) -> {
            if (throughHost)
                System.arraycopy(hostCopy(piece), 0, to, offset + Math.toIntExact(done), (int) piece.count());
            else buffer(piece).get(to, offset + Math.toIntExact(done), (int) piece.count());
        });
    }

    /** Overwrites the numbers from this place on with a whole array. */
    public void write(long from, float[] values) {
        write(from, values, 0, values.length);
    }

    /** Overwrites {@code length} numbers from this place on. */
    public void write(long from, float[] values, int offset, int length) {
        visit(from, length, (piece, done) -> {
            int at = offset + Math.toIntExact(done);
            if (throughHost) upload(piece, Arrays.copyOfRange(values, at, at + (int) piece.count()));
            else buffer(piece).put(values, at, (int) piece.count());
        });
    }

    /** All numbers as one array. */
    public float[] toArray() {
        if (size > Integer.MAX_VALUE - 8)
            throw new IllegalStateException(size + " numbers do not fit into one array; read them in pieces");
        float[] values = new float[(int) size];
        read(0, values);
        return values;
    }

    /**
     * Gives all numbers in order, in pieces that end at tensors' ends: the tensors' own memory where it is in this process,
     * else copies. Nothing else is allocated.
     */
    public void forEach(Consumer consumer) {
        visit(
                0,
                size,
                (piece, done) ->
                        consumer.accept(done, throughHost ? FloatBuffer.wrap(hostCopy(piece)) : buffer(piece)));
    }

    /** Takes pieces of a view. */
    @FunctionalInterface
    public interface Consumer {
        /** @param from place of the piece's first number */
        void accept(long from, FloatBuffer values);
    }

    private record Piece(PtNDArray array, long from, long count) {}

    private interface Visit {
        void piece(Piece piece, long done);
    }

    private void visit(long from, long length, Visit visit) {
        if (from < 0 || length < 0 || from + length > size)
            throw new IndexOutOfBoundsException(
                    "Cannot take " + length + " numbers from " + from + " on, there are " + size);
        long start = 0;
        long done = 0;
        for (PtNDArray array : arrays) {
            while (done < length && from + done < start + array.size()) {
                long at = from + done - start;
                long count = Math.min(Math.min(array.size() - at, length - done), MAX_PIECE);
                visit.piece(new Piece(array, at, count), done);
                done += count;
            }
            start += array.size();
        }
    }

    /** The piece's memory. */
    private static FloatBuffer buffer(Piece piece) {
        if (piece.array().size() <= MAX_PIECE)
            return floats(piece.array()).slice((int) piece.from(), (int) piece.count());
        try (Scope scope = Scope.inference()) {
            // the slice shares the tensor's memory, which outlives it
            return floats(slice(scope, piece).array());
        }
    }

    private static FloatBuffer floats(PtNDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static float[] hostCopy(Piece piece) {
        try (Scope scope = Scope.inference()) {
            return slice(scope, piece).floats();
        }
    }

    private static void upload(Piece piece, float[] values) {
        try (Scope scope = Scope.inference()) {
            Tensor host = scope.floats(values);
            script().call(scope, "put", host, new TensorList(List.of(piece.array())), piece.from());
        }
    }

    private static Tensor slice(Scope scope, Piece piece) {
        TensorList array = new TensorList(List.of(piece.array()));
        return script().call(scope, "slice", array, piece.from(), piece.from() + piece.count());
    }

    /** Sets all numbers to zero. */
    void clear() {
        if (arrays.isEmpty()) return;
        try (Scope scope = Scope.inference()) {
            script().call(scope, "zero", new TensorList(arrays));
        }
    }

    private static TorchScript script() {
        return TorchScript.compile(SOURCE);
    }
}
