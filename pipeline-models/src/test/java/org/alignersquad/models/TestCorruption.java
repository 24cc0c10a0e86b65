package org.alignersquad.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.safetensors.DType;
import org.alignersquad.models.safetensors.WeightFormat;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoint directories: {@code -Dcorruptions=1000} for as many of them. */
class TestCorruption {
    private static final int COUNT = Integer.getInteger("corruptions", 240);

    @TempDir
    private Path parent;

    /** Ways to break a directory. Those that always make it unreadable say so. */
    private enum Damage {
        TRUNCATED_SHARD(true),
        GROWN_SHARD(true),
        FLIPPED_HEADER_BIT(false),
        HUGE_HEADER(true),
        WRONG_OFFSET(true),
        OVERLAP(true),
        OTHER_SHAPE(true),
        HUGE_SHAPE(true),
        UNKNOWN_DTYPE(true),
        RENAMED_TENSOR(true),
        MISSING_SHARD(true),
        CUT_INDEX(true),
        OTHER_SHARD_IN_INDEX(true),
        CUT_CONFIG(true),
        SIZE_NOT_A_NUMBER(true),
        HUGE_SIZE(true),
        RANDOM_BYTES(true);

        final boolean always;

        Damage(boolean always) {
            this.always = always;
        }
    }

    @Test
    @Timeout(300)
    void everyDamageIsAClearErrorAndNothingWorse() throws IOException {
        List<Path> sound = saveAll();
        SplittableRandom random = new SplittableRandom(1);
        int errors = 0;
        for (int i = 0; i < COUNT; i++) {
            Path good = sound.get(i % sound.size());
            Damage damage = Damage.values()[i % Damage.values().length];
            Path bad = copy(good, parent.resolve("bad"));
            apply(damage, bad, random);
            boolean failed = fails(bad, damage, i);
            assertThat(failed || !damage.always)
                    .as("%s of %s, trial %s", damage, good, i)
                    .isTrue();
            errors += failed ? 1 : 0;
        }
        assertThat(errors).isGreaterThan(COUNT * 9 / 10);
    }

    private List<Path> saveAll() {
        try (Tokenizer tokenizer = BpeTrainer.train(List.of("to be"), 262, List.of("[PAD]"))) {
            return TinyConfigs.all().stream()
                    .map(config -> save(config, tokenizer))
                    .toList();
        }
    }

    private Path save(ModelConfig config, Tokenizer tokenizer) {
        Path directory = parent.resolve(config.modelType());
        try (Model model = TinyConfigs.model(config, 1)) {
            WeightFormat format = new WeightFormat(DType.F16, 20_000);
            Checkpoint.save(directory, model, tokenizer, Map.of("pad_token", "[PAD]"), Map.of(), format);
        }
        return directory;
    }

    private static boolean fails(Path bad, Damage damage, int trial) {
        long start = System.nanoTime();
        try (Model model = TinyConfigs.open(bad)) {
            return false;
        } catch (CheckpointException e) {
            assertThat(e).as("%s, trial %s", damage, trial).hasMessageStartingWith("Cannot open checkpoint " + bad);
            assertThat(e.getMessage().length()).isBetween(bad.toString().length() + 40, 4000);
            return true;
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        if (Files.exists(to))
            try (var old = Files.list(to)) {
                for (Path file : old.toList()) Files.delete(file);
            }
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
        }
        return to;
    }

    private static void apply(Damage damage, Path directory, SplittableRandom random) throws IOException {
        Path shard = shard(directory, random);
        byte[] bytes = Files.readAllBytes(shard);
        Path config = directory.resolve("config.json");
        Path index = directory.resolve("model.safetensors.index.json");
        switch (damage) {
            case TRUNCATED_SHARD -> Files.write(shard, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            case GROWN_SHARD -> Files.write(shard, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100)));
            case FLIPPED_HEADER_BIT -> {
                bytes[random.nextInt(8 + headerLength(bytes))] ^= (byte) (1 << random.nextInt(8));
                Files.write(shard, bytes);
            }
            case HUGE_HEADER -> {
                little(bytes)
                        .putLong(0, random.nextLong(bytes.length, Long.MAX_VALUE) * (random.nextBoolean() ? 1 : -1));
                Files.write(shard, bytes);
            }
            case WRONG_OFFSET -> header(shard, "\\[0,(\\d+)\\]", "[2,$1]");
            case OVERLAP -> overlap(directory, shard.getFileName().toString());
            case OTHER_SHAPE -> header(shard, "shape\":\\[(\\d+)", "shape\":[1$1");
            case HUGE_SHAPE ->
                header(shard, "shape\":\\[(\\d+)", "shape\":[" + random.nextLong(1L << 40, Long.MAX_VALUE));
            case UNKNOWN_DTYPE -> header(shard, "F16", "F" + random.nextInt(100, 999));
            case RENAMED_TENSOR -> header(shard, "\\.(weight|bias)\"", ".other$1\"");
            case MISSING_SHARD -> Files.delete(shard);
            case CUT_INDEX -> cut(index, random);
            case OTHER_SHARD_IN_INDEX -> text(index, "model-00001", "model-0000" + (3 + random.nextInt(6)));
            case CUT_CONFIG -> cut(config, random);
            case SIZE_NOT_A_NUMBER ->
                text(
                        config,
                        "(hidden_size|n_embd)\" : \\d+",
                        "$1\" : " + List.of("NaN", "-1", "0", "1e99", "\"24\"").get(random.nextInt(5)));
            case HUGE_SIZE -> hugeSize(config, random);
            case RANDOM_BYTES -> {
                byte[] noise = new byte[random.nextInt(1, 300)];
                for (int i = 0; i < noise.length; i++) noise[i] = (byte) random.nextInt();
                Files.write(List.of(config, index, shard).get(random.nextInt(3)), noise);
            }
        }
    }

    private static Path shard(Path directory, SplittableRandom random) throws IOException {
        try (var files = Files.list(directory)) {
            List<Path> shards = files.filter(f -> f.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
            return shards.get(random.nextInt(shards.size()));
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int headerLength(byte[] bytes) {
        return (int) little(bytes).getLong(0);
    }

    /** Replaces the first match in a header, whose length stays right. */
    private static void header(Path shard, String regex, String replacement) throws IOException {
        byte[] bytes = Files.readAllBytes(shard);
        int length = headerLength(bytes);
        String before = new String(bytes, 8, length, StandardCharsets.UTF_8);
        byte[] after = before.replaceFirst(regex, replacement).getBytes(StandardCharsets.UTF_8);
        assertThat(after).as("%s applies to %s", regex, before).isNotEqualTo(before.getBytes(StandardCharsets.UTF_8));
        ByteBuffer whole = little(new byte[8 + after.length + bytes.length - 8 - length]);
        whole.putLong(after.length).put(after).put(bytes, 8 + length, bytes.length - 8 - length);
        Files.write(shard, whole.array());
    }

    /** The second tensor of the first shard starts four bytes earlier. */
    private static void overlap(Path directory, String shard) throws IOException {
        Path first = directory.resolve(shard.replaceFirst("00\\d+", "00001"));
        String before = new String(Files.readAllBytes(first), StandardCharsets.ISO_8859_1);
        Matcher offsets = Pattern.compile("\\[([1-9]\\d*),(\\d+)\\]\\}").matcher(before);
        assertThat(offsets.find()).isTrue();
        String moved = (Long.parseLong(offsets.group(1)) - 4) + "," + (Long.parseLong(offsets.group(2)) - 4);
        header(first, "\\[" + offsets.group(1) + "," + offsets.group(2) + "\\]", "[" + moved + "]");
    }

    private static void hugeSize(Path config, SplittableRandom random) throws IOException {
        List<String> fields = Stream.of(
                        "vocab_size", "num_hidden_layers", "n_layer", "hidden_size", "n_embd", "head_dim")
                .filter(field -> read(config).contains("\"" + field + "\""))
                .toList();
        String field = fields.get(random.nextInt(fields.size()));
        text(config, field + "\" : \\d+", field + "\" : " + random.nextInt(1 << 12, Integer.MAX_VALUE));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(Path file, String regex, String replacement) throws IOException {
        String before = Files.readString(file);
        String after = before.replaceFirst(regex, replacement);
        assertThat(after).as("%s applies to %s", regex, before).isNotEqualTo(before);
        Files.writeString(file, after);
    }

    private static void cut(Path file, SplittableRandom random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length - 2)));
    }
}
