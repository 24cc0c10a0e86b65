package org.alignersquad.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSafetensors {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve(Safetensors.FILE);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        float[] large = values(300_000);
        Safetensors.write(
                file,
                List.of(
                        NamedTensor.of("b", new long[] {2, 3}, values(6)),
                        NamedTensor.of("scalar", new long[0], values(1)),
                        NamedTensor.of("a.large", new long[] {300_000}, large)));
        List<StoredTensor> stored = Safetensors.listDirectory(directory);
        assertThat(stored).extracting(StoredTensor::name).containsExactly("b", "scalar", "a.large");
        assertThat(stored.get(0).shape()).containsExactly(2, 3);
        assertThat(stored.get(0).position() % 8).isZero();
        assertThat(floats(stored.get(0))).isEqualTo(values(6));
        assertThat(floats(stored.get(1))).isEqualTo(values(1));
        assertThat(floats(stored.get(2))).isEqualTo(large);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void trainingOnMappedTensorsLeavesTheFileAlone() throws IOException {
        Safetensors.write(file, List.of(NamedTensor.of("w", new long[] {300_000}, values(300_000))));
        byte[] before = Files.readAllBytes(file);
        try (Weights weights = Weights.of(List.of(Safetensors.list(file).get(0).read()))) {
            weights.assign(new float[300_000]);
            assertThat(weights.values()).containsOnly(0f);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void halfPrecisionIsDecoded() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        // 1, -2.5, 65504 (largest), 2^-24 (smallest), -infinity; then the same in bfloat16, where it exists
        for (int bits : new int[] {0x3c00, 0xc100, 0x7bff, 0x0001, 0xfc00}) data.putShort((short) bits);
        for (int bits : new int[] {0x3f80, 0xc020, 0x7f7f, 0x0001, 0xff80}) data.putShort((short) bits);
        write(
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[5],\"data_offsets\":[0,10]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[5],\"data_offsets\":[10,20]}}",
                data.array());
        List<StoredTensor> stored = Safetensors.list(file);
        assertThat(floats(stored.get(0)))
                .containsExactly(1f, -2.5f, 65504f, (float) Math.pow(2, -24), Float.NEGATIVE_INFINITY);
        assertThat(floats(stored.get(1)))
                .containsExactly(
                        1f,
                        -2.5f,
                        Float.intBitsToFloat(0x7f7f0000),
                        Float.intBitsToFloat(0x10000),
                        Float.NEGATIVE_INFINITY);
    }

    /** Every half-precision number comes back as it was, and numbers between two go to the nearer, or the even, one. */
    @Test
    void halfPrecisionIsWrittenAsTheNearestNumber() throws IOException {
        for (DType dtype : List.of(DType.F16, DType.BF16)) {
            ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            float before = 0;
            for (int bits = 0; bits < 0x7f80; bits++) {
                float value = dtype.next(one.clear().putShort((short) bits).flip());
                if (Float.isInfinite(value)) break;
                dtype.put(one.clear(), value);
                assertThat(one.flip().getShort()).isEqualTo((short) bits);
                dtype.put(one.clear(), (float) (before + ((double) value - before) * 0.5));
                short even = (short) (bits == 0 || bits % 2 == 0 ? bits : bits - 1);
                assertThat(one.flip().getShort())
                        .as("%s between %s", dtype, bits)
                        .isEqualTo(even);
                dtype.put(one.clear(), -(float) (before + ((double) value - before) * 0.49));
                assertThat(one.flip().getShort()).isEqualTo((short) (Math.max(0, bits - 1) | 0x8000));
                before = value;
            }
            dtype.put(one.clear(), Float.NaN);
            assertThat(dtype.next(one.flip())).isNaN();
            dtype.put(one.clear(), Float.NEGATIVE_INFINITY);
            assertThat(dtype.next(one.flip())).isEqualTo(Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void largeWeightsGoToShards() throws IOException {
        List<NamedTensor> tensors = List.of(
                NamedTensor.of("a", new long[] {100}, values(100)),
                NamedTensor.of("b", new long[] {100}, values(100)),
                NamedTensor.of("c", new long[] {300}, values(300)),
                NamedTensor.of("d", new long[] {1}, values(1)));
        Safetensors.writeDirectory(directory, tensors, new WeightFormat(DType.F16, 400));
        try (var files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "model-00001-of-00003.safetensors",
                            "model-00002-of-00003.safetensors",
                            "model-00003-of-00003.safetensors",
                            "model.safetensors.index.json");
        }
        List<StoredTensor> stored = Safetensors.listDirectory(directory);
        assertThat(stored).extracting(StoredTensor::name).containsExactly("a", "b", "c", "d");
        assertThat(stored).extracting(StoredTensor::dtype).containsOnly("F16");
        assertThat(floats(stored.get(2))).isEqualTo(values(300));
        assertThat(Files.readString(directory.resolve(Safetensors.INDEX))).contains("\"total_size\" : 1002");
    }

    @Test
    void refusesToWriteInfinityForALargeNumber() {
        NamedTensor large = NamedTensor.of("w", new long[] {2}, new float[] {1, 70_000});
        assertFails(
                () -> Safetensors.writeDirectory(directory, List.of(large), WeightFormat.of("float16")),
                "tensor w holds 70000.0, too large for F16");
        assertThat(file).doesNotExist();
    }

    /** The file is sparse: it takes no room on the disk. */
    @Test
    void filesAndTensorsMayBeOfAnySize() throws IOException {
        long large = 600_000_000L; // floats, 2.4 GB
        String header = "{\"large\":{\"dtype\":\"F32\",\"shape\":[" + large + "],\"data_offsets\":[0," + 4 * large
                + "]},"
                + "\"small\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[" + 4 * large + "," + (4 * large + 12)
                + "]}}";
        write(header, new byte[0]);
        long start = Files.size(file);
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            ByteBuffer end = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : new float[] {7, 8, 1, 2, 3}) end.putFloat(value);
            channel.write(end.flip(), start + 4 * large - 8);
        }
        List<StoredTensor> stored = Safetensors.list(file);
        assertThat(floats(stored.get(1))).containsExactly(1, 2, 3);
        assertThat(stored.get(0).read(large - 3, 3)).containsExactly(0, 7, 8);
        assertFails(() -> stored.get(0).read(), "tensor large has 2400000000 bytes as floats, at most 2 GiB");
        assertFails(() -> stored.get(0).read(large - 2, 3), "asked for 3 from 599999998 on");
    }

    @Test
    void shardsAreReadThroughTheirIndex() throws IOException {
        Safetensors.write(
                directory.resolve("one.safetensors"), List.of(NamedTensor.of("a", new long[] {3}, values(3))));
        Safetensors.write(
                directory.resolve("two.safetensors"), List.of(NamedTensor.of("b", new long[] {4}, values(4))));
        index("{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
        assertThat(Safetensors.listDirectory(directory))
                .extracting(StoredTensor::name)
                .containsExactly("a", "b");
        index("{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\", \"c\": \"two.safetensors\"}}");
        assertFails(() -> Safetensors.listDirectory(directory), "no shard holds [c]");
        index("{\"weight_map\": {\"a\": \"one.safetensors\", \"x\": \"two.safetensors\"}}");
        assertFails(() -> Safetensors.listDirectory(directory), "tensor b of two.safetensors is listed for shard ''");
        index("{\"weight_map\": {\"a\": \"../one.safetensors\"}}");
        assertFails(
                () -> Safetensors.listDirectory(directory), "shard must be a file name, is: \"../one.safetensors\"");
        index("{\"weight_map\": ");
        assertFails(() -> Safetensors.listDirectory(directory), "Cannot read");
    }

    private void index(String json) throws IOException {
        Files.writeString(directory.resolve(Safetensors.INDEX), json);
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        assertRejects("{" + a + "}", 4, "tensor a has data_offsets [0,8], the data has 4 bytes");
        assertRejects("{" + a + "}", 12, "tensors end at byte 8 of 12 bytes of data");
        assertRejects("{" + a.replace("[2]", "[3]") + "}", 8, "tensor a has 8 bytes, F32 of shape (3) needs 12");
        assertRejects("{" + a.replace("F32", "F31") + "}", 8, "tensor a has unknown dtype 'F31'");
        assertRejects("{" + a.replace("[2]", "[-2]") + "}", 8, "tensor a has shape [-2]");
        assertRejects("{" + a.replace("[2]", "[3000000000,3000000000]") + "}", 8, "which is too large");
        assertRejects("{" + a + "," + a.replace("\"a\"", "\"b\"") + "}", 8, "must neither overlap nor leave gaps");
        assertRejects("{" + a + "," + a + "}", 8, "header is not JSON: Duplicate field 'a'");
        assertRejects("{" + a + "} {}", 8, "header is not JSON: Trailing token");
        assertRejects("[" + 1 + "]", 0, "header must be a JSON object");
        assertRejects("{" + a.replace(",\"shape\":[2]", "") + "}", 8, "tensor a has no shape");
        Files.write(file, new byte[] {1, 2, 3});
        assertFails(() -> Safetensors.list(file), "has 3 bytes, expected at least 8");
        Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
        assertFails(() -> Safetensors.list(file), "header has length 18446744073709551615 in a file of 10 bytes");
    }

    private void assertRejects(String header, int dataBytes, String problem) throws IOException {
        write(header, new byte[dataBytes]);
        assertFails(() -> Safetensors.list(file), problem);
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable read, String problem) {
        assertThatThrownBy(read)
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith("Cannot ")
                .hasMessageContaining(problem);
    }

    @Test
    void randomDamageIsAnErrorOrOtherValuesNeverMore() throws IOException {
        Safetensors.write(
                file,
                List.of(
                        NamedTensor.of("a", new long[] {2, 3}, values(6)),
                        NamedTensor.of("b", new long[] {4}, values(4))));
        byte[] good = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(1);
        int errors = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, i % 3 == 0 ? random.nextInt(good.length) : good.length);
            if (bad.length > 0) bad[random.nextInt(Math.min(bad.length, 150))] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            try {
                for (StoredTensor tensor : Safetensors.list(file)) tensor.read();
            } catch (SafetensorsException e) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(200);
    }

    private void write(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, all.putLong(json.length).put(json).put(data).array());
    }

    private static float[] floats(StoredTensor tensor) throws IOException {
        var buffer = tensor.read().floats();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = i * 0.5f - 1;
        return values;
    }
}
