package org.alignersquad.models.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.engine.NamedTensor;

/** The front of a safetensors file: eight bytes of length, then JSON that says where each tensor lies behind it. */
final class Header {
    /** The reference implementation's bound. */
    private static final long MAX_LENGTH = 100_000_000;

    private static final ObjectMapper JSON = new ObjectMapper()
            .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
            .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true);

    private final Path file;
    private final long start;
    private final long end;

    private Header(Path file, long start, long end) {
        this.file = file;
        this.start = start;
        this.end = end;
    }

    static List<StoredTensor> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8) throw fail(file, "has " + size + " bytes, expected at least 8");
            long length = read(channel, 0, 8).getLong();
            if (length < 2 || length > Math.min(MAX_LENGTH, size - 8))
                throw fail(
                        file,
                        "header has length " + Long.toUnsignedString(length) + " in a file of " + size + " bytes");
            return new Header(file, 8 + length, size).tensors(utf8(file, read(channel, 8, (int) length)));
        } catch (NoSuchFileException e) {
            throw fail(file, "no such file");
        }
    }

    private static String utf8(Path file, ByteBuffer bytes) throws SafetensorsException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw fail(file, "header is not UTF-8");
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {}
        return bytes.flip();
    }

    private List<StoredTensor> tensors(String json) throws IOException {
        List<StoredTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : parse(json).properties())
            if (!entry.getKey().equals("__metadata__")) tensors.add(tensor(entry.getKey(), entry.getValue()));
        tensors.sort(Comparator.comparingLong(StoredTensor::position).thenComparingLong(StoredTensor::length));
        checkCovered(tensors);
        return tensors;
    }

    private JsonNode parse(String json) throws IOException {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.isObject()) return root;
        } catch (JsonProcessingException e) {
            throw fail(file, "header is not JSON: " + e.getOriginalMessage());
        }
        throw fail(file, "header must be a JSON object");
    }

    private StoredTensor tensor(String name, JsonNode entry) throws SafetensorsException {
        String dtype = entry.path("dtype").asText();
        DType type = DType.of(dtype).orElseThrow(() -> fail(name, "has unknown dtype '" + dtype + "'"));
        long[] shape = numbers(name, "shape", entry.path("shape"));
        long[] offsets = numbers(name, "data_offsets", entry.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > end - start)
            throw fail(
                    name,
                    "has data_offsets " + entry.path("data_offsets") + ", the data has " + (end - start) + " bytes");
        long length = offsets[1] - offsets[0];
        if (length != bytes(name, type, shape))
            throw fail(
                    name,
                    "has " + length + " bytes, " + dtype + " of shape " + NamedTensor.text(shape) + " needs "
                            + bytes(name, type, shape));
        return new StoredTensor(name, dtype, shape, file, start + offsets[0], length);
    }

    private long bytes(String name, DType type, long[] shape) throws SafetensorsException {
        try {
            return Math.multiplyExact(NamedTensor.elements(shape), type.bytes());
        } catch (ArithmeticException e) {
            throw fail(name, "has shape " + NamedTensor.text(shape) + ", which is too large");
        }
    }

    private long[] numbers(String name, String field, JsonNode list) throws SafetensorsException {
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = list.get(i);
            if (number == null || !number.canConvertToLong() || !number.isIntegralNumber() || number.longValue() < 0)
                throw fail(name, "has " + field + " " + list + ", expected a list of numbers of at least 0");
            numbers[i] = number.longValue();
        }
        if (!list.isArray()) throw fail(name, "has no " + field);
        return numbers;
    }

    private void checkCovered(List<StoredTensor> tensors) throws SafetensorsException {
        long next = start;
        for (StoredTensor tensor : tensors) {
            if (tensor.position() != next)
                throw fail(
                        tensor.name(),
                        "starts at byte " + (tensor.position() - start) + ", expected " + (next - start)
                                + ": tensors must neither overlap nor leave gaps");
            next += tensor.length();
        }
        if (next != end)
            throw fail(file, "tensors end at byte " + (next - start) + " of " + (end - start) + " bytes of data");
    }

    private SafetensorsException fail(String tensor, String problem) {
        return fail(file, "tensor " + tensor + " " + problem);
    }

    private static SafetensorsException fail(Path file, String problem) {
        return new SafetensorsException("Cannot read " + file + ": " + problem);
    }

    /** The front of a file with these tensors one after the other; padded so that the data is aligned to 8 bytes. */
    static ByteBuffer of(List<NamedTensor> tensors, DType dtype) throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (NamedTensor tensor : tensors) {
            ObjectNode entry = root.putObject(tensor.name()).put("dtype", dtype.name());
            var shape = entry.putArray("shape");
            for (long size : tensor.shape()) shape.add(size);
            long end = offset + NamedTensor.elements(tensor.shape()) * dtype.bytes();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(root);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer front = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        front.putLong(padded).put(json);
        while (front.hasRemaining()) front.put((byte) ' ');
        return front.flip();
    }
}
