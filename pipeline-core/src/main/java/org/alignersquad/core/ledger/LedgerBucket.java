package org.alignersquad.core.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One bucket as a task uses it: the answers that are there already and those that it adds. What other tasks add after it
 * was opened is not seen. Safe for use by many threads.
 */
public final class LedgerBucket implements AutoCloseable {
    private final AnswerLedger ledger;
    private final int bucket;
    private final Map<String, LedgerRecord> records;
    private final LedgerWriter writer;

    LedgerBucket(AnswerLedger ledger, int bucket, LedgerReader reader, LedgerWriter writer) {
        this.ledger = ledger;
        this.bucket = bucket;
        this.records = new ConcurrentHashMap<>(reader.load());
        this.writer = writer;
    }

    /** The answer to a request; null where nobody has paid for it yet. */
    public @Nullable LedgerRecord find(String key) {
        return records.get(key);
    }

    /**
     * Adds an answer, which counts for others once it is flushed.
     *
     * @throws IllegalArgumentException where the record belongs to another bucket: nobody would find it here
     * @throws java.io.UncheckedIOException where the storage has failed several times in a row
     */
    public void append(LedgerRecord answer) {
        checkPlace(answer.rootKey());
        writer.append(answer);
        records.putIfAbsent(answer.key(), answer);
    }

    /** @throws IllegalArgumentException where requests with this root key have another bucket */
    public void checkPlace(String rootKey) {
        int place = ledger.bucketOf(rootKey);
        if (place != bucket) {
            throw new IllegalArgumentException("Request " + rootKey + " belongs to ledger bucket " + place
                    + ", but was given to the task of bucket " + bucket + "; rows must be partitioned by bucketOf");
        }
    }

    /** @throws java.io.UncheckedIOException where the storage fails */
    public void flush() {
        writer.flush();
    }

    /** Flushes. Idempotent. */
    @Override
    public void close() {
        writer.close();
    }
}
