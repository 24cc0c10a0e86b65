package org.alignersquad.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAnswerLedger {
    private static final Rolling NEVER = new Rolling(1_000_000, Duration.ofHours(1));

    @TempDir
    Path folder;

    private AnswerLedger open() {
        return AnswerLedger.open(new Configuration(), folder.resolve("ledger").toString(), 1);
    }

    private static String key(int number) {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(number).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static LedgerRecord record(int number, String text) {
        return new LedgerRecord(
                key(number),
                key(number),
                "m",
                "answers",
                "first",
                text,
                "stop",
                7,
                3,
                Instant.parse("2026-02-03T04:05:06.789Z"));
    }

    private List<Path> files(String start) throws IOException {
        Path bucket = folder.resolve("ledger/bucket=00");
        if (!Files.exists(bucket)) return List.of();
        try (Stream<Path> files = Files.list(bucket)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void givesBackWhatWasAppended() {
        LedgerRecord odd = record(1, "line\nbreak, \"quotes\", 😀, \u2028 and \u0000");
        try (LedgerWriter writer = open().writer(0, NEVER)) {
            writer.append(odd);
            writer.append(record(2, ""));
        }
        assertThat(open().reader(0).load()).containsOnly(Map.entry(key(1), odd), Map.entry(key(2), record(2, "")));
    }

    @Test
    void keepsItsNumberOfBucketsAndSpreadsKeysEvenly() {
        String root = folder.resolve("many").toString();
        AnswerLedger.open(new Configuration(), root, 16);
        AnswerLedger ledger = AnswerLedger.open(new Configuration(), root, 99);
        assertThat(ledger.buckets()).isEqualTo(16);
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) counts[ledger.bucketOf(key(i))]++;
        for (int count : counts) assertThat(count).isBetween(850, 1150);
    }

    @Test
    void declinesALedgerOfAnotherVersion() throws IOException {
        Files.createDirectories(folder.resolve("ledger"));
        Files.writeString(folder.resolve("ledger/_ledger.json"), "{\"version\":2,\"buckets\":4}");
        assertThatThrownBy(this::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("_ledger.json has version 2, expected 1");
    }

    @Test
    void showsAnswersOnlyOnceTheirFileIsComplete() throws IOException {
        LedgerWriter killed = open().writer(0, NEVER);
        killed.append(record(1, "flushed"));
        killed.flush();
        killed.append(record(2, "lost with the process"));
        assertThat(open().reader(0).load()).containsOnlyKeys(key(1));
        assertThat(files(".tmp-")).isEmpty();
    }

    @Test
    void ignoresTheTemporaryFileOfAKilledWriter() throws IOException {
        try (LedgerWriter writer = open().writer(0, NEVER)) {
            writer.append(record(1, "a"));
        }
        Path part = files("part-").get(0);
        Files.copy(part, part.resolveSibling(".tmp-" + part.getFileName()));
        List<LedgerRecord> read = new ArrayList<>();
        open().reader(0).forEach(() -> read::add);
        assertThat(read).containsExactly(record(1, "a"));
    }

    @Test
    void losesNoMoreThanADamagedFilesOwnAnswers() throws IOException {
        Map<String, LedgerRecord> expected = new HashMap<>();
        for (int file = 0; file < 3; file++) {
            try (LedgerWriter writer = open().writer(0, NEVER)) {
                for (int i = 0; i < 500; i++) {
                    LedgerRecord record = record(file * 500 + i, "answer " + i);
                    writer.append(record);
                    expected.put(record.key(), record);
                }
            }
        }
        for (Path crc : files(".part-")) Files.delete(crc);
        Path damaged = files("part-").get(1);
        byte[] bytes = Files.readAllBytes(damaged);
        Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Map<String, LedgerRecord> loaded = open().reader(0).load();
        assertThat(loaded.size()).as("all of two files, some of the third").isBetween(1001, 1499);
        assertThat(expected).containsAllEntriesOf(loaded);
    }

    @Test
    void skipsALineThatIsNotARecord() throws IOException {
        open();
        Path bucket = Files.createDirectories(folder.resolve("ledger/bucket=00"));
        String good = record(1, "good").toJson().toString();
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(bucket.resolve("part-1-x.jsonl.gz")))) {
            out.write(("{\"key\":\n{\"key\":\"k\"}\nnull\n\n" + good + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(bucket.resolve("part-2-x.jsonl.gz"), "not gzip");
        assertThat(open().reader(0).load()).containsOnlyKeys(key(1));
    }

    @Test
    void rollsAfterAnIntervalWithoutFurtherAnswers() throws Exception {
        try (LedgerWriter writer = open().writer(0, new Rolling(1000, Duration.ofMillis(50)))) {
            writer.append(record(1, "a"));
            await(() -> open().reader(0).load().size() == 1);
        }
        assertThat(files("part-")).hasSize(1);
    }

    @Test
    void rollsAfterANumberOfAnswers() throws Exception {
        try (LedgerWriter writer = open().writer(0, new Rolling(10, Duration.ofHours(1)))) {
            for (int i = 0; i < 10; i++) writer.append(record(i, "a"));
            await(() -> open().reader(0).load().size() == 10);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(end);
            Thread.sleep(10);
        }
    }

    @Test
    void takesManyWritersToOneBucketAtOnce() throws Exception {
        AnswerLedger ledger = open();
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int first = writer * 1000;
            threads.add(new Thread(() -> {
                try (LedgerWriter mine = ledger.writer(0, new Rolling(50, Duration.ofMillis(5)))) {
                    for (int i = 0; i < 1000; i++) mine.append(record(first + i, "a"));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        List<String> keys = new ArrayList<>();
        ledger.reader(0).forEach(() -> record -> keys.add(record.key()));
        assertThat(keys).hasSize(8000).doesNotHaveDuplicates();
    }

    @Test
    void keepsAnswersForTheNextRollWhenTheStorageFails() throws Exception {
        AnswerLedger ledger = open();
        Path bucket = folder.resolve("ledger/bucket=00");
        Files.writeString(bucket, "a file where the folder should be");
        try (LedgerWriter writer = ledger.writer(0, NEVER)) {
            writer.append(record(1, "a"));
            assertThatThrownBy(writer::flush)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("Cannot write answers to the ledger folder");
            Files.delete(bucket);
        }
        assertThat(open().reader(0).load()).containsOnlyKeys(key(1));
    }

    @Test
    void refusesAnswersOnceTheStorageHasFailedForLong() throws Exception {
        AnswerLedger ledger = open();
        Path bucket = folder.resolve("ledger/bucket=00");
        Files.writeString(bucket, "a file where the folder should be");
        LedgerWriter writer = ledger.writer(0, new Rolling(1000, Duration.ofMillis(5)));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        writer.append(record(i, "a"));
                        Thread.sleep(5);
                    }
                })
                .isInstanceOf(UncheckedIOException.class);
        Files.delete(bucket);
        writer.close();
    }

    @Test
    void flushesForAnInterruptedThreadToo() {
        try (LedgerWriter writer = open().writer(0, NEVER)) {
            writer.append(record(1, "a"));
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted())
                .as("the interrupt stays for others to see")
                .isTrue();
        assertThat(open().reader(0).load()).containsOnlyKeys(key(1));
    }

    @Test
    void declinesARecordOfAnotherBucket() {
        AnswerLedger ledger =
                AnswerLedger.open(new Configuration(), folder.resolve("two").toString(), 2);
        int other = 1 - ledger.bucketOf(key(1));
        try (LedgerBucket bucket = ledger.bucket(other, NEVER)) {
            assertThatThrownBy(() -> bucket.append(record(1, "a")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to ledger bucket " + (1 - other));
        }
    }

    @Test
    void sumsUpByModelKindAndDayAndSeesWhatWasPaidTwice() {
        AnswerLedger ledger = open();
        for (int run = 0; run < 2; run++) {
            try (LedgerWriter writer = ledger.writer(0, NEVER)) {
                writer.append(record(1, "a"));
                if (run == 0) writer.append(record(2, "b"));
            }
        }
        assertThat(ledger.summary().lines())
                .containsExactly(
                        new LedgerSummary.Line("m", "answers", LocalDate.of(2026, 2, 3), 3, 2, 0, 21, 9, Map.of()));
        assertThat(ledger.summary().answers() - ledger.summary().unique()).isEqualTo(1);
    }

    @Test
    void sumsUpMoneyAndWhatWasUsedAgain() {
        AnswerLedger ledger = open();
        try (LedgerBucket bucket = ledger.bucket(0, NEVER)) {
            for (int i = 0; i < 3; i++) bucket.append(priced(i));
        }
        try (LedgerBucket bucket = ledger.bucket(0, NEVER)) {
            for (int i = 0; i < 5; i++) bucket.reuse(key(i));
            assertThat(bucket.find(key(1))).isEqualTo(priced(1));
        }
        LedgerSummary summary = ledger.summary();
        assertThat(summary.cached()).isEqualTo(3);
        assertThat(summary.lines().get(0).money()).containsExactly(Map.entry("USD", 0.75));
    }

    private static LedgerRecord priced(int number) {
        LedgerRecord free = record(number, "a");
        return new LedgerRecord(
                free.key(),
                free.rootKey(),
                "m",
                "answers",
                "first",
                "a",
                "stop",
                7,
                3,
                free.completedAt(),
                new Cost(0.25, "USD"));
    }

    @Test
    void findsEveryAnswerAmongManyBlocks() {
        Map<String, LedgerRecord> expected = new HashMap<>();
        AnswerLedger ledger = open();
        try (LedgerBucket bucket = ledger.bucket(0, new Rolling(100, Duration.ofHours(1)))) {
            for (int i = 0; i < 2000; i++) {
                LedgerRecord record = record(i, "text " + i + " é😀 ".repeat(i % 100));
                bucket.append(record);
                expected.put(record.key(), record);
                assertThat(bucket.find(record.key())).isEqualTo(record);
            }
        }
        try (LedgerBucket bucket = ledger.bucket(0, NEVER)) {
            assertThat(bucket.size()).isEqualTo(2000);
            expected.forEach((key, record) -> assertThat(bucket.find(key)).isEqualTo(record));
            assertThat(bucket.find(key(9999))).isNull();
        }
    }

    private static void compact(AnswerLedger ledger, Duration grace) {
        try {
            ledger.compact(grace);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void writeFiles(AnswerLedger ledger, int from, int to) {
        for (int i = from; i < to; i++) {
            try (LedgerWriter writer = ledger.writer(0, NEVER)) {
                writer.append(record(i, "answer " + i));
            }
        }
    }

    private List<Path> copiesOfParts() throws IOException {
        Path aside = Files.createDirectories(folder.resolve("copy"));
        List<Path> copies = new ArrayList<>();
        for (Path part : files("part-")) copies.add(Files.copy(part, aside.resolve(part.getFileName())));
        return copies;
    }

    private void putBack(List<Path> copies) throws IOException {
        for (Path copy : copies)
            Files.copy(copy, folder.resolve("ledger/bucket=00").resolve(copy.getFileName()));
    }

    @Test
    void compactsToOneFileWithTheSameAnswers() throws Exception {
        AnswerLedger ledger = open();
        writeFiles(ledger, 0, 20);
        LedgerSummary before = ledger.summary();
        assertThat(ledger.compact(Duration.ZERO)).isEqualTo(new AnswerLedger.Compacted(1, 20));
        assertThat(files("part-")).hasSize(1);
        assertThat(ledger.summary()).isEqualTo(before);
        writeFiles(ledger, 20, 25);
        compact(ledger, Duration.ZERO);
        assertThat(files("part-")).hasSize(1);
        assertThat(ledger.summary().answers()).isEqualTo(25);
        assertThat(ledger.compact(Duration.ZERO).replaced())
                .as("nothing left to do")
                .isZero();
        assertThat(files("_compacting")).isEmpty();
    }

    @Test
    void countsNothingTwiceWhereACompactionWasKilledBeforeItDeleted() throws IOException {
        AnswerLedger ledger = open();
        writeFiles(ledger, 0, 10);
        List<Path> copies = copiesOfParts();
        compact(ledger, Duration.ZERO);
        putBack(copies);
        assertThat(files("part-")).hasSize(11);
        assertThat(ledger.summary().answers()).isEqualTo(10);
        try (LedgerBucket loaded = ledger.bucket(0, NEVER)) {
            assertThat(loaded.size()).isEqualTo(10);
        }
        compact(ledger, Duration.ZERO);
        assertThat(files("part-")).hasSize(1);
        assertThat(ledger.summary().answers()).isEqualTo(10);
    }

    @Test
    void countsNothingTwiceWhereTwoCompactedAtOnce() throws IOException {
        AnswerLedger ledger = open();
        writeFiles(ledger, 0, 5);
        List<Path> copies = copiesOfParts();
        compact(ledger, Duration.ZERO);
        Path first = files("part-").get(0);
        Path aside = Files.move(first, folder.resolve("first"));
        putBack(copies);
        writeFiles(ledger, 5, 7);
        compact(ledger, Duration.ZERO);
        Files.move(aside, first);
        assertThat(files("part-")).as("neither replaces the other").hasSize(2);
        assertThat(ledger.summary().answers()).isEqualTo(7);
        compact(ledger, Duration.ZERO);
        assertThat(files("part-")).hasSize(1);
        assertThat(ledger.summary().answers()).isEqualTo(7);
    }

    @Test
    void leavesADamagedFileAlone() throws IOException {
        AnswerLedger ledger = open();
        writeFiles(ledger, 0, 3);
        for (Path crc : files(".part-")) Files.delete(crc);
        Path damaged = files("part-").get(1);
        Files.write(damaged, java.util.Arrays.copyOf(Files.readAllBytes(damaged), 20));
        compact(ledger, Duration.ZERO);
        assertThat(files("part-")).hasSize(2).contains(damaged);
        assertThat(ledger.summary().answers()).isEqualTo(2);
    }

    @Test
    void readersAndWritersMissNothingWhileOthersCompact() throws Exception {
        AnswerLedger ledger = open();
        writeFiles(ledger, 0, 50);
        java.util.concurrent.atomic.AtomicInteger written = new java.util.concurrent.atomic.AtomicInteger(50);
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> errors = new java.util.concurrent.CopyOnWriteArrayList<>();
        threads.add(new Thread(() -> {
            for (int i = 50; i < 400; i++) {
                writeFiles(ledger, i, i + 1);
                written.set(i + 1);
            }
            done.set(true);
        }));
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                while (!done.get()) compact(ledger, Duration.ofSeconds(1));
            }));
        }
        threads.add(new Thread(() -> {
            while (!done.get()) {
                int least = written.get();
                assertThat(ledger.reader(0).load().size()).isGreaterThanOrEqualTo(least);
                LedgerSummary now = ledger.summary();
                assertThat(now.answers()).as("each once").isEqualTo(now.unique());
            }
        }));
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((at, error) -> {
            errors.add(error);
            done.set(true);
        }));
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        assertThat(errors).isEmpty();
        LedgerSummary summary = ledger.summary();
        assertThat(summary.answers()).isEqualTo(400).isEqualTo(summary.unique());
    }
}
