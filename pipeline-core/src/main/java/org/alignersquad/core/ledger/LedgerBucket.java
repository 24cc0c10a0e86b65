package org.alignersquad.core.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One bucket as a task uses it: the answers that are there already and those that it adds, compressed in memory. What other
 * tasks add after it was opened is not seen. Safe for use by many threads.
 */
public final class LedgerBucket implements AutoCloseable {
    private final AnswerLedger ledger;
    private final int bucket;
    private final AnswerIndex answers;
    private final LedgerWriter writer;
    private final Hits hits;

    LedgerBucket(AnswerLedger ledger, int bucket, LedgerReader reader, LedgerWriter writer, Hits hits) {
        this.ledger = ledger;
        this.bucket = bucket;
        this.answers = reader.index();
        this.writer = writer;
        this.hits = hits;
    }

    /** The answer to a request; null where nobody has paid for it yet. */
    public @Nullable LedgerRecord find(String key) {
        return answers.find(key);
    }

    /** As {@link #find}, and counts that it is used instead of being paid again. */
    public @Nullable LedgerRecord reuse(String key) {
        @Nullable LedgerRecord record = answers.find(key);
        if (record != null) hits.add(record);
        return record;
    }

    public boolean contains(String key) {
        return answers.contains(key);
    }

    /** Answers in the bucket, each request once. */
    public int size() {
        return answers.size();
    }

    /**
     * Adds an answer, which counts for others once it is flushed.
     *
     * @throws IllegalArgumentException where the record belongs to another bucket: nobody would find it here
     * @throws java.io.UncheckedIOException where the storage has failed several times in a row
     */
    public void append(LedgerRecord answer) {
        checkPlace(answer.rootKey());
        byte[] line = answer.line();
        writer.append(line);
        answers.add(answer.key(), line);
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
        try {
            writer.close();
        } finally {
            hits.write();
            answers.close();
        }
    }
}
