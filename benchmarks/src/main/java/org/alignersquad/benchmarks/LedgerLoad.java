package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.LedgerRecord;
import org.alignersquad.core.ledger.Rolling;
import org.alignersquad.core.text.Hashes;
import org.apache.hadoop.conf.Configuration;

/**
 * Opening one bucket of a ledger as a task does, against reading every record into a map. Arguments: answers, words of
 * each. The heap is measured after a collection, in each case with nothing else alive.
 */
public final class LedgerLoad {
    private static final String[] WORDS =
            "the of and to in a is that for it as was with be by on not he i this are or his from at which but have an they you were her she would"
                    .split(" ");

    private LedgerLoad() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int answers = Integer.parseInt(args[0]);
        int words = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("ledger-load");
        AnswerLedger ledger = AnswerLedger.open(new Configuration(), folder.toString(), 1);
        fill(ledger, answers, words);
        AnswerLedger.Compacted compacted = ledger.compact(Duration.ZERO);
        System.out.printf(
                "%d answers of %d words, %d files became %d%n",
                answers, words, compacted.replaced(), compacted.written());
        double indexed = 0;
        double parsed = 0;
        // the first round warms both up
        for (int round = 0; round < 3; round++) {
            parsed = parsed(ledger, round);
            indexed = indexed(ledger, round);
        }
        System.out.printf(Locale.ROOT, "ratio of times, bucket to map of records: %.2f%n", indexed / parsed);
    }

    private static void fill(AnswerLedger ledger, int answers, int words) {
        Random random = new Random(1);
        try (LedgerBucket bucket = ledger.bucket(0, new Rolling(20_000, Duration.ofHours(1)))) {
            for (int i = 0; i < answers; i++) {
                StringBuilder text = new StringBuilder();
                for (int word = 0; word < words; word++)
                    text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
                String key = Hashes.sha256(String.valueOf(i));
                bucket.append(new LedgerRecord(
                        key, key, "m", "answers", "first", text.toString(), "stop", 300, words, Instant.EPOCH));
            }
        }
    }

    private static double indexed(AnswerLedger ledger, int round) {
        long start = System.nanoTime();
        try (LedgerBucket bucket = ledger.bucket(0, Rolling.standard())) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            print(round, "bucket", seconds, bucket.size());
            return seconds;
        }
    }

    private static double parsed(AnswerLedger ledger, int round) {
        long start = System.nanoTime();
        Map<String, LedgerRecord> records = ledger.reader(0).load();
        double seconds = (System.nanoTime() - start) * 1e-9;
        print(round, "map of records", seconds, records.size());
        return seconds;
    }

    private static void print(int round, String what, double seconds, int size) {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "round %d: %s, %d answers in %.1f s, heap %d MB%n",
                round,
                what,
                size,
                seconds,
                (jvm.totalMemory() - jvm.freeMemory()) >> 20);
    }
}
