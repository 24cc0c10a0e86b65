package org.alignersquad.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.engine.NamedTensor;

/** A GGUF file, version 3: keys with values, then 32-bit tensors, each at a multiple of 32 bytes. */
final class Gguf {
    private static final int ALIGNMENT = 32;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @param value an Integer (written without sign), Float, String, or a non-empty list of Integers (with sign) or Strings */
    Gguf with(String key, Object value) {
        values.put(key, value);
        return this;
    }

    void write(Path file, List<NamedTensor> tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                Little out = new Little(Channels.newOutputStream(channel))) {
            out.write("GGUF".getBytes(StandardCharsets.US_ASCII));
            out.integer(3);
            out.number(tensors.size());
            out.number(values.size());
            for (Map.Entry<String, Object> entry : values.entrySet()) {
                out.text(entry.getKey());
                out.typed(entry.getValue());
            }
            list(out, tensors);
            for (NamedTensor tensor : tensors) {
                pad(out, channel.position());
                channel.write(tensor.data().duplicate());
            }
        }
    }

    /** Names, shapes (the fastest dimension first), type 0 and the places behind the header. */
    private static void list(Little out, List<NamedTensor> tensors) throws IOException {
        long offset = 0;
        for (NamedTensor tensor : tensors) {
            out.text(tensor.name());
            out.integer(tensor.shape().length);
            for (int i = tensor.shape().length - 1; i >= 0; i--) out.number(tensor.shape()[i]);
            out.integer(0);
            out.number(offset);
            offset += aligned(tensor.data().remaining());
        }
    }

    private static void pad(Little out, long position) throws IOException {
        out.write(new byte[(int) (aligned(position) - position)]);
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Numbers with the lowest byte first. */
    private static final class Little extends DataOutputStream {
        Little(OutputStream out) {
            super(out);
        }

        void integer(int value) throws IOException {
            writeInt(Integer.reverseBytes(value));
        }

        void number(long value) throws IOException {
            writeLong(Long.reverseBytes(value));
        }

        void text(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            number(bytes.length);
            write(bytes);
        }

        void typed(Object value) throws IOException {
            integer(type(value));
            if (value instanceof List<?> list) {
                integer(list.get(0) instanceof Integer ? INT32 : STRING);
                number(list.size());
                for (Object element : list) untyped(element);
            } else untyped(value);
        }

        private void untyped(Object value) throws IOException {
            if (value instanceof Integer number) integer(number);
            else if (value instanceof Float number) integer(Float.floatToIntBits(number));
            else text((String) value);
        }

        private static int type(Object value) {
            if (value instanceof Integer) return UINT32;
            if (value instanceof Float) return FLOAT32;
            return value instanceof List ? ARRAY : STRING;
        }
    }
}
