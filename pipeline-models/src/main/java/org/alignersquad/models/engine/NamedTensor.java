package org.alignersquad.models.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A named tensor of 32-bit floats in memory.
 *
 * @param data little-endian values row by row, from position 0 to the limit; direct buffers are used without a copy
 */
public record NamedTensor(String name, long[] shape, ByteBuffer data) {
    private static final int CACHE_LINE = 64;

    public NamedTensor {
        shape = shape.clone();
        data = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() != 4 * elements(shape))
            throw new IllegalArgumentException("Tensor " + name + " of shape " + text(shape) + " needs "
                    + 4 * elements(shape) + " bytes, has " + data.remaining());
    }

    /** A tensor over a copy of these values. */
    public static NamedTensor of(String name, long[] shape, float[] values) {
        ByteBuffer data = allocate(4 * values.length);
        data.asFloatBuffer().put(values);
        return new NamedTensor(name, shape, data);
    }

    /**
     * Memory for a tensor. It begins where a cache line does: matrix products add up in another order where their operands lie
     * otherwise, and an ordinary buffer lies elsewhere in every process.
     */
    public static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes + 2 * CACHE_LINE)
                .alignedSlice(CACHE_LINE)
                .slice(0, bytes)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Values in a tensor of this shape; one for the empty shape. */
    public static long elements(long[] shape) {
        long elements = 1;
        for (long size : shape) elements = Math.multiplyExact(elements, size);
        return elements;
    }

    /** A shape as people write it: {@code (2, 3)}. */
    public static String text(long[] shape) {
        StringBuilder text = new StringBuilder("(");
        for (long size : shape) text.append(text.length() == 1 ? "" : ", ").append(size);
        return text.append(')').toString();
    }

    /** The values, row by row. */
    public FloatBuffer floats() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
