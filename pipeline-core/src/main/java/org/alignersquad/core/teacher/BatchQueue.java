package org.alignersquad.core.teacher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.alignersquad.core.ledger.BatchJournal;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what in a {@link BatchTeacher}: requests that are in no batch yet, and batches at the endpoint with the
 * requests that wait for them. Does no input or output. Safe for several threads; the order of requests is that of asking.
 */
final class BatchQueue {
    /** No new request for so long: the task has given all that it may have open. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    // all guarded by this: what is asked and in no batch, by key
    private final Map<String, Asked> gathered = new LinkedHashMap<>();
    private long lastAsked;
    // batches of this run and of killed ones
    private final List<SentBatch> sent = new ArrayList<>();

    /** A request that waits for its answer. */
    static final class Asked {
        final String key;
        final TeacherRequest request;
        final CompletableFuture<TeacherAnswer> answer = new CompletableFuture<>();
        // of the batches' thread alone
        int attempts;

        Asked(String key, TeacherRequest request) {
            this.key = key;
            this.request = request;
        }
    }

    /** A batch at the endpoint, and who waits for it. */
    static final class SentBatch {
        volatile BatchJournal.Entry entry;
        volatile long lookAt;
        // guarded by the queue: keys whose answers are not in the ledger
        private final Set<String> open;
        private final Map<String, Asked> waiting = new LinkedHashMap<>();

        private SentBatch(BatchJournal.Entry entry, long lookAt) {
            this.entry = entry;
            this.open = new HashSet<>(entry.requests());
            this.lookAt = lookAt;
        }
    }

    /** Takes up a batch of a killed run, if it has requests for which {@code answered} is false. */
    synchronized boolean takeUp(BatchJournal.Entry entry, Predicate<String> answered) {
        SentBatch batch = new SentBatch(entry, System.nanoTime());
        batch.open.removeIf(answered);
        return !batch.open.isEmpty() && sent.add(batch);
    }

    /** Waits for a batch that has the request already, or for the next one. */
    synchronized void gather(Asked asked) {
        lastAsked = System.nanoTime();
        for (SentBatch batch : sent) {
            if (batch.open.contains(asked.key) && batch.waiting.putIfAbsent(asked.key, asked) == null) return;
        }
        gathered.put(asked.key, asked);
    }

    /** Waits for the next batch, whatever others have. */
    synchronized void gatherAgain(Asked asked) {
        lastAsked = System.nanoTime();
        gathered.put(asked.key, asked);
    }

    /** Whether it is time for a batch: there are enough requests, or no more come. */
    synchronized boolean due(int mostRequests) {
        gathered.values().removeIf(asked -> asked.answer.isDone());
        return !gathered.isEmpty() && (gathered.size() >= mostRequests || quiet());
    }

    private boolean quiet() {
        return System.nanoTime() - lastAsked > QUIET.toNanos();
    }

    /** Takes the oldest requests, at least one, at most so many with so many bytes; each counts one attempt more. */
    synchronized List<Asked> take(int mostRequests, long mostBytes, ToLongFunction<Asked> bytesOf) {
        List<Asked> taken = new ArrayList<>();
        long bytes = 0;
        for (Iterator<Asked> it = gathered.values().iterator(); it.hasNext(); ) {
            Asked asked = it.next();
            bytes += bytesOf.applyAsLong(asked);
            boolean full = taken.size() == mostRequests || bytes > mostBytes;
            if (full && !taken.isEmpty()) break;
            asked.attempts++;
            taken.add(asked);
            it.remove();
        }
        return taken;
    }

    /** A batch that is about to be sent with these requests. */
    synchronized SentBatch begun(BatchJournal.Entry entry, List<Asked> taken, long lookAt) {
        SentBatch batch = new SentBatch(entry, lookAt);
        taken.forEach(asked -> batch.waiting.put(asked.key, asked));
        sent.add(batch);
        return batch;
    }

    /** The batch does not exist: its requests wait for another, and this attempt does not count. */
    synchronized void undo(SentBatch batch) {
        sent.remove(batch);
        batch.waiting.values().forEach(asked -> asked.attempts--);
        gathered.putAll(batch.waiting);
    }

    /** Batches whose state is to be asked for now; none before the task has said what it wants of those of a killed run. */
    synchronized List<SentBatch> toLookAt() {
        long now = System.nanoTime();
        if (!quiet()) return List.of();
        return sent.stream()
                .filter(batch -> !batch.waiting.isEmpty() && now >= batch.lookAt)
                .toList();
    }

    /** Who waits for this request in this batch, null where nobody does. */
    synchronized @Nullable Asked waiting(SentBatch batch, String key) {
        return batch.waiting.get(key);
    }

    /** The batch has no more to say on this request. */
    synchronized void settled(SentBatch batch, Asked asked) {
        batch.waiting.remove(asked.key);
        batch.open.remove(asked.key);
    }

    /** Who still waits for the batch, in the order of asking. */
    synchronized List<Asked> left(SentBatch batch) {
        return List.copyOf(batch.waiting.values());
    }

    /** Whether it has answers that nobody has asked for yet. */
    synchronized boolean isOpen(SentBatch batch) {
        return !batch.open.isEmpty();
    }

    synchronized void forget(SentBatch batch) {
        sent.remove(batch);
    }

    /** Batches that have said all and are not forgotten yet. */
    synchronized List<SentBatch> ended() {
        return sent.stream().filter(batch -> batch.open.isEmpty()).toList();
    }

    /** All that wait, in a batch or for one. */
    synchronized List<Asked> everyone() {
        List<Asked> all = new ArrayList<>(gathered.values());
        sent.forEach(batch -> all.addAll(batch.waiting.values()));
        return all;
    }

    /** Forgets all batches and requests. */
    synchronized List<Asked> drain() {
        List<Asked> all = everyone();
        gathered.clear();
        sent.clear();
        return all;
    }
}
