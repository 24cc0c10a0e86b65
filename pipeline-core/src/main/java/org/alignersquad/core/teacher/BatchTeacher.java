package org.alignersquad.core.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.alignersquad.core.ledger.BatchJournal;
import org.alignersquad.core.ledger.LedgerBucket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A teacher behind the Batch API. Requests gather until there are enough for a batch or no more come for a moment; batches
 * are looked at from time to time until they have ended. What a batch leaves unanswered, because it has expired or the
 * endpoint failed, goes into another one. A batch is noted in the journal before it is sent, and its answers are flushed to
 * the ledger before it is forgotten: after a kill the next run takes it up again instead of paying for another.
 *
 * <p>One per Spark task. Closing gives up waiting and leaves batches to the next run.
 */
public final class BatchTeacher implements Teacher {
    private static final Logger LOG = LoggerFactory.getLogger(BatchTeacher.class);
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration TICK = Duration.ofMillis(200);
    /** No new request for so long: the task has given all that it may have open. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final TeacherConfig config;
    private final BatchConfig batching;
    private final BatchEndpoint endpoint;
    private final RequestBudget budget;
    private final BatchJournal journal;
    private final LedgerBucket ledger;
    private final TeacherCounters counters;
    private final Duration patience;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "teacher-batches");
        daemon.setDaemon(true);
        return daemon;
    });

    // guarded by this: what is asked and in no batch, by key
    private final Map<String, Asked> gathered = new LinkedHashMap<>();
    private long lastAsked;
    // guarded by this: batches of this run and of killed ones
    private final List<SentBatch> sent = new ArrayList<>();
    // of the batches' thread alone
    private long unreachableSince;
    private long tryAgainAt = System.nanoTime();

    private BatchTeacher(
            TeacherConfig config,
            BatchConfig batching,
            BatchEndpoint endpoint,
            RequestBudget budget,
            BatchJournal journal,
            LedgerBucket ledger,
            TeacherCounters counters) {
        this.config = config;
        this.batching = batching;
        this.endpoint = endpoint;
        this.budget = budget;
        this.journal = journal;
        this.ledger = ledger;
        this.counters = counters;
        this.patience = Resilience.of(config).circuitPatience();
    }

    /** A request that waits for its answer. */
    static final class Asked {
        final String key;
        final TeacherRequest request;
        final CompletableFuture<TeacherAnswer> answer = new CompletableFuture<>();
        int attempts;

        Asked(String key, TeacherRequest request) {
            this.key = key;
            this.request = request;
        }
    }

    /** A batch at the endpoint, and who waits for it. */
    private static final class SentBatch {
        private volatile BatchJournal.Entry entry;
        // keys whose answers are not in the ledger
        private final Set<String> open;
        private final Map<String, Asked> waiting = new LinkedHashMap<>();
        private volatile long lookAt;

        SentBatch(BatchJournal.Entry entry, long lookAt) {
            this.entry = entry;
            this.open = new HashSet<>(entry.requests());
            this.lookAt = lookAt;
        }

        void settled(String key) {
            waiting.remove(key);
            open.remove(key);
        }
    }

    /**
     * Reads the key and the journal, sends nothing yet.
     *
     * @throws IllegalArgumentException where the config asks for no batches or has no address
     * @throws IllegalStateException where a reference leads to no usable key
     */
    public static BatchTeacher open(
            TeacherConfig config,
            RequestBudgets budgets,
            BatchJournal journal,
            LedgerBucket ledger,
            TeacherCounters counters) {
        return open(config, budgets, journal, ledger, counters, System.getenv());
    }

    static BatchTeacher open(
            TeacherConfig config,
            RequestBudgets budgets,
            BatchJournal journal,
            LedgerBucket ledger,
            TeacherCounters counters,
            Map<String, String> environment) {
        @Nullable BatchConfig batching = config.batch();
        if (batching == null) throw new IllegalArgumentException("the teacher has no section batch");
        EndpointConfig address = config.addresses().get(0);
        BatchEndpoint endpoint =
                new BatchEndpoint(config, address, EndpointHeaders.resolve(config, address, environment));
        // limits per minute are not for batches, caps are
        RequestBudget budget = budgets.of(config.limitsName(address), RateLimits.NONE);
        BatchTeacher teacher = new BatchTeacher(config, batching, endpoint, budget, journal, ledger, counters);
        journal.entries().forEach(teacher::takeUp);
        teacher.thread.scheduleWithFixedDelay(teacher::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        return teacher;
    }

    /** A batch of a killed run, unless everything in it had reached the ledger. */
    private synchronized void takeUp(BatchJournal.Entry entry) {
        SentBatch batch = new SentBatch(entry, System.nanoTime());
        batch.open.removeIf(ledger::contains);
        if (batch.open.isEmpty()) journal.done(entry);
        else sent.add(batch);
    }

    @Override
    public CompletableFuture<TeacherAnswer> ask(TeacherRequest request) {
        Asked asked = new Asked(RequestKey.root(request), request);
        int tokens = new Sending(request, null).tokens();
        CompletableFuture<Void> permit = budget.acquire(tokens);
        asked.answer.whenComplete((answer, error) -> {
            if (permit.isDone() && !permit.isCompletedExceptionally()) {
                budget.settle(tokens, answer == null ? 0 : answer.promptTokens() + answer.completionTokens());
            } else {
                permit.cancel(true);
            }
        });
        permit.whenComplete((allowed, error) -> {
            if (error == null) gather(asked);
            else asked.answer.completeExceptionally(Failures.cause(error));
        });
        return asked.answer;
    }

    private synchronized void gather(Asked asked) {
        lastAsked = System.nanoTime();
        for (SentBatch batch : sent) {
            if (batch.open.contains(asked.key) && batch.waiting.putIfAbsent(asked.key, asked) == null) return;
        }
        gathered.put(asked.key, asked);
    }

    private void tick() {
        if (System.nanoTime() < tryAgainAt) return;
        try {
            if (due()) sendOne();
            for (SentBatch batch : toLookAt()) look(batch);
            unreachableSince = 0;
        } catch (TeacherStop stop) {
            failAll(stop);
        } catch (IOException e) {
            unreachable(new TeacherFailure(TeacherFailure.Kind.CONNECTION, "The Batch API failed: " + e, e));
        } catch (TeacherFailure failure) {
            unreachable(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Batches cannot go on", e);
            failAll(e);
        }
    }

    /** Tried again for as long as the recipe is patient; what the endpoint declines is declined at once. */
    private void unreachable(TeacherFailure failure) {
        counters.count(TeacherCounters.FAILURES + failure.kind().reason(), 1);
        if (failure.kind() == TeacherFailure.Kind.REFUSED) {
            failAll(new TeacherStop(TeacherStop.Cause.DECLINED, String.valueOf(failure.getMessage())));
            return;
        }
        long now = System.nanoTime();
        if (unreachableSince == 0) unreachableSince = now;
        if (now - unreachableSince > patience.toNanos()) {
            failAll(new TeacherStop(TeacherStop.Cause.OUTAGE, String.valueOf(failure.getMessage())));
            return;
        }
        @Nullable Duration wanted = failure.retryAfter();
        tryAgainAt = now + (wanted == null ? batching.pollInterval() : wanted).toNanos();
        LOG.warn("Batch API: {}; trying again", failure.getMessage());
    }

    private synchronized boolean due() {
        gathered.values().removeIf(asked -> asked.answer.isDone());
        if (gathered.isEmpty()) return false;
        return gathered.size() >= batching.maxRequests() || quiet();
    }

    private boolean quiet() {
        return System.nanoTime() - lastAsked > QUIET.toNanos();
    }

    private void sendOne() throws IOException, InterruptedException {
        SentBatch batch = begin();
        List<byte[]> lines = new ArrayList<>();
        for (Asked asked : batch.waiting.values()) lines.add(endpoint.line(asked.key, asked.request));
        try {
            String file = endpoint.upload(lines);
            counters.count(TeacherCounters.REQUESTS, lines.size());
            batch.entry = journal.created(batch.entry, endpoint.create(file, batch.entry.id()));
            LOG.info("Batch {} has {} requests", batch.entry.batch(), lines.size());
        } catch (IOException | TeacherFailure e) {
            undo(batch);
            throw e;
        }
    }

    private SentBatch begin() {
        Map<String, Asked> taken = new LinkedHashMap<>();
        synchronized (this) {
            long bytes = 0;
            for (Iterator<Asked> it = gathered.values().iterator(); it.hasNext(); ) {
                Asked asked = it.next();
                bytes += endpoint.line(asked.key, asked.request).length;
                boolean full = taken.size() == batching.maxRequests() || bytes > MOST_BYTES;
                if (full && !taken.isEmpty()) break;
                asked.attempts++;
                taken.put(asked.key, asked);
                it.remove();
            }
        }
        SentBatch batch = new SentBatch(
                journal.begin(List.copyOf(taken.keySet())),
                System.nanoTime() + batching.pollInterval().toNanos());
        batch.waiting.putAll(taken);
        synchronized (this) {
            sent.add(batch);
        }
        return batch;
    }

    /** A batch that may not exist: looked for by our id before its requests are sent again. */
    private void undo(SentBatch batch) throws IOException, InterruptedException {
        @Nullable String found = findOrNull(batch.entry.id());
        if (found != null) batch.entry = journal.created(batch.entry, found);
        else again(batch);
    }

    private @Nullable String findOrNull(String ourId) throws InterruptedException {
        try {
            return endpoint.find(ourId);
        } catch (IOException | TeacherFailure e) {
            LOG.debug("Batches cannot be listed: {}", e.toString());
            return null;
        }
    }

    private void again(SentBatch batch) {
        synchronized (this) {
            sent.remove(batch);
            batch.waiting.values().forEach(asked -> asked.attempts--);
            gathered.putAll(batch.waiting);
        }
        journal.done(batch.entry);
    }

    private synchronized List<SentBatch> toLookAt() {
        long now = System.nanoTime();
        // one of a killed run is read once the task has said what it wants of it
        if (!quiet()) return List.of();
        return sent.stream()
                .filter(batch -> !batch.waiting.isEmpty() && now >= batch.lookAt)
                .toList();
    }

    private void look(SentBatch batch) throws IOException, InterruptedException {
        batch.lookAt = System.nanoTime() + batching.pollInterval().toNanos();
        @Nullable String id = batch.entry.batch();
        if (id == null) {
            // of a run that was killed between making a batch and noting its name
            undo(batch);
            return;
        }
        JsonNode state = endpoint.batch(id);
        switch (state.path("status").asText()) {
            case "completed", "expired", "cancelled" -> collect(batch, state);
            case "failed" -> failed(batch, state);
            default -> LOG.debug("Batch {} is {}", id, state.path("status").asText());
        }
    }

    private void failed(SentBatch batch, JsonNode state) {
        JsonNode error = state.path("errors").path("data").path(0);
        String detail = "Batch " + batch.entry.batch() + " failed: "
                + error.path("message").asText("no reason given");
        if (error.path("code").asText().equals("token_limit_exceeded")) {
            LOG.warn("{}; its requests wait for the others to end", detail);
            tryAgainAt = System.nanoTime() + batching.pollInterval().toNanos();
            again(batch);
            return;
        }
        journal.done(batch.entry);
        throw new TeacherStop(TeacherStop.Cause.DECLINED, detail);
    }

    private void collect(SentBatch batch, JsonNode state) throws IOException, InterruptedException {
        for (String file : List.of("output_file_id", "error_file_id")) {
            String id = state.path(file).asText("");
            if (!id.isEmpty()) endpoint.content(id, line -> landed(batch, line));
        }
        String status = state.path("status").asText();
        List<Asked> left = left(batch);
        for (Asked asked : left) {
            failedLine(
                    asked,
                    new TeacherFailure(
                            TeacherFailure.Kind.TIMEOUT, "The batch ended (" + status + ") without this request"));
        }
        ledger.flush();
        LOG.info("Batch {} is {}; {} of its requests have no answer", batch.entry.batch(), status, left.size());
        forget(batch);
    }

    private synchronized List<Asked> left(SentBatch batch) {
        List<Asked> left = List.copyOf(batch.waiting.values());
        left.forEach(asked -> batch.settled(asked.key));
        return left;
    }

    /** Not while it has answers that nobody has asked for yet. */
    private void forget(SentBatch batch) {
        synchronized (this) {
            if (!batch.open.isEmpty()) return;
        }
        // in this order: whoever closes meanwhile still sees the batch and notes its end as well
        journal.done(batch.entry);
        synchronized (this) {
            sent.remove(batch);
        }
    }

    /** Lines that failed in passing stay in waiting, and so do those that are missing. */
    private void landed(SentBatch batch, JsonNode line) {
        @Nullable Asked asked = waiting(batch, line.path("custom_id").asText());
        if (asked == null) return;
        JsonNode response = line.path("response");
        int status = response.path("status_code").asInt(0);
        try {
            if (status == 200) answered(batch, asked, endpoint.answer(config.model(), response.path("body")));
            else if (TeacherEndpoint.refused(status)) refused(batch, asked, status, response.path("body"));
        } catch (TeacherFailure malformed) {
            LOG.debug("A line of batch {} is not an answer: {}", batch.entry.batch(), malformed.getMessage());
        }
    }

    private synchronized @Nullable Asked waiting(SentBatch batch, String key) {
        return batch.waiting.get(key);
    }

    private void answered(SentBatch batch, Asked asked, TeacherAnswer answer) {
        synchronized (this) {
            batch.settled(asked.key);
        }
        asked.answer.complete(answer);
    }

    private void refused(SentBatch batch, Asked asked, int status, JsonNode body) {
        synchronized (this) {
            batch.settled(asked.key);
        }
        String detail = "Status " + status + " in a batch: "
                + body.path("error").path("message").asText("declined");
        asked.answer.completeExceptionally(new TeacherFailure(TeacherFailure.Kind.REFUSED, detail));
    }

    private void failedLine(Asked asked, TeacherFailure failure) {
        counters.count(TeacherCounters.FAILURES + failure.kind().reason(), 1);
        if (asked.attempts >= config.maxAttempts()) {
            asked.answer.completeExceptionally(failure);
            return;
        }
        synchronized (this) {
            gathered.put(asked.key, asked);
            lastAsked = System.nanoTime();
        }
    }

    private void failAll(RuntimeException reason) {
        List<Asked> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(gathered.values());
            gathered.clear();
            sent.forEach(batch -> all.addAll(batch.waiting.values()));
            sent.clear();
        }
        all.forEach(asked -> asked.answer.completeExceptionally(reason));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        List<Asked> all = new ArrayList<>();
        List<SentBatch> answered = new ArrayList<>();
        synchronized (this) {
            all.addAll(gathered.values());
            sent.forEach(batch -> all.addAll(batch.waiting.values()));
            sent.stream().filter(batch -> batch.open.isEmpty()).forEach(answered::add);
        }
        all.forEach(asked -> asked.answer.cancel(true));
        if (answered.isEmpty()) return;
        // the last answer of a batch lets its reader close before the batch is forgotten
        ledger.flush();
        answered.forEach(batch -> journal.done(batch.entry));
    }
}
