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
    public NamedTensor {
        shape = shape.clone();
        data = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() != 4 * elements(shape))
            throw new IllegalArgumentException("Tensor " + name + " of shape " + text(shape) + " needs "
                    + 4 * elements(shape) + " bytes, has " + data.remaining());
    }

    /** A tensor over a copy of these values. */
    public static NamedTensor of(String name, long[] shape, float[] values) {
        ByteBuffer data = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new NamedTensor(name, shape, data);
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
