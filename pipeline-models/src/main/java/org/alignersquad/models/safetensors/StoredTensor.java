package org.alignersquad.models.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.alignersquad.models.engine.NamedTensor;

/**
 * A tensor where it lies in a file.
 *
 * @param position of its first byte in the file
 * @param length in bytes
 */
public record StoredTensor(String name, String dtype, long[] shape, Path file, long position, long length) {
    /** Mapping costs a page and a system call; below this, copying is cheaper. */
    private static final long MAPPED_FROM = 1 << 20;

    public StoredTensor {
        shape = shape.clone();
    }

    /**
     * The values as 32-bit floats. Large F32 tensors are mapped: they share the file's memory until they are written to,
     * and writing does not change the file.
     *
     * @throws SafetensorsException for integers, and for tensors of 2 GiB or more as floats, which {@link #read(long, int)}
     *     reads in parts
     */
    public NamedTensor read() throws IOException {
        DType type = type();
        long decoded = length / type.bytes() * 4;
        if (decoded > Integer.MAX_VALUE) throw fail("has " + decoded + " bytes as floats, at most 2 GiB are supported");
        boolean mapped = type == DType.F32 && length >= MAPPED_FROM && position % 4 == 0 && Files.isWritable(file);
        return new NamedTensor(name, shape, mapped ? map() : decode(type, (int) decoded));
    }

    /**
     * A part of the values, row by row, as 32-bit floats; tensors may be of any size.
     *
     * @param from index of the part's first value
     */
    public float[] read(long from, int count) throws IOException {
        DType type = type();
        if (from < 0 || count < 0 || from > length / type.bytes() - count)
            throw fail("has " + length / type.bytes() + " values, asked for " + count + " from " + from + " on");
        float[] values = new float[count];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer stored = channel.map(
                            MapMode.READ_ONLY, position + from * type.bytes(), (long) count * type.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) values[i] = type.next(stored);
        }
        return values;
    }

    private DType type() throws SafetensorsException {
        return DType.of(dtype)
                .filter(DType::isFloat)
                .orElseThrow(() -> fail("has dtype " + dtype + ", expected F32, F16 or BF16"));
    }

    private ByteBuffer map() throws IOException {
        // a private mapping asks for write access although it never writes
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.PRIVATE, position, length).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private ByteBuffer decode(DType type, int bytes) throws IOException {
        ByteBuffer floats = NamedTensor.allocate(bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer stored = channel.map(MapMode.READ_ONLY, position, length).order(ByteOrder.LITTLE_ENDIAN);
            if (type == DType.F32) floats.put(stored);
            else while (stored.hasRemaining()) floats.putFloat(type.next(stored));
        }
        return floats.flip();
    }

    private SafetensorsException fail(String problem) {
        return new SafetensorsException("Cannot read " + file + ": tensor " + name + " " + problem);
    }
}
