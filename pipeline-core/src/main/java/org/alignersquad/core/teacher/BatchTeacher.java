package org.alignersquad.core.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.alignersquad.core.ledger.BatchJournal;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.teacher.BatchQueue.Asked;
import org.alignersquad.core.teacher.BatchQueue.SentBatch;
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

    private final BatchQueue queue = new BatchQueue();
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
    private void takeUp(BatchJournal.Entry entry) {
        if (!queue.takeUp(entry, ledger::contains)) journal.done(entry);
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
            if (error == null) queue.gather(asked);
            else asked.answer.completeExceptionally(Failures.cause(error));
        });
        return asked.answer;
    }

    private void tick() {
        if (System.nanoTime() < tryAgainAt) return;
        try {
            if (queue.due(batching.maxRequests())) sendOne();
            for (SentBatch batch : queue.toLookAt()) look(batch);
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

    private void sendOne() throws IOException, InterruptedException {
        SentBatch batch = begin();
        List<byte[]> lines = new ArrayList<>();
        for (Asked asked : queue.left(batch)) lines.add(endpoint.line(asked.key, asked.request));
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
        List<Asked> taken =
                queue.take(batching.maxRequests(), MOST_BYTES, asked -> endpoint.line(asked.key, asked.request).length);
        BatchJournal.Entry entry =
                journal.begin(taken.stream().map(asked -> asked.key).toList());
        return queue.begun(
                entry, taken, System.nanoTime() + batching.pollInterval().toNanos());
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
        queue.undo(batch);
        journal.done(batch.entry);
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
        List<Asked> left = queue.left(batch);
        left.forEach(asked -> missing(batch, asked, status));
        ledger.flush();
        LOG.info("Batch {} is {}; {} of its requests have no answer", batch.entry.batch(), status, left.size());
        forget(batch);
    }

    private void missing(SentBatch batch, Asked asked, String status) {
        queue.settled(batch, asked);
        failedLine(
                asked,
                new TeacherFailure(
                        TeacherFailure.Kind.TIMEOUT, "The batch ended (" + status + ") without this request"));
    }

    /** Not while it has answers that nobody has asked for yet. */
    private void forget(SentBatch batch) {
        if (queue.isOpen(batch)) return;
        // in this order: whoever closes meanwhile still sees the batch and notes its end as well
        journal.done(batch.entry);
        queue.forget(batch);
    }

    /** Lines that failed in passing stay in waiting, and so do those that are missing. */
    private void landed(SentBatch batch, JsonNode line) {
        @Nullable Asked asked = queue.waiting(batch, line.path("custom_id").asText());
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

    private void answered(SentBatch batch, Asked asked, TeacherAnswer answer) {
        queue.settled(batch, asked);
        asked.answer.complete(answer);
    }

    private void refused(SentBatch batch, Asked asked, int status, JsonNode body) {
        queue.settled(batch, asked);
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
        queue.gatherAgain(asked);
    }

    private void failAll(RuntimeException reason) {
        queue.drain().forEach(asked -> asked.answer.completeExceptionally(reason));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        List<SentBatch> ended = queue.ended();
        queue.everyone().forEach(asked -> asked.answer.cancel(true));
        if (ended.isEmpty()) return;
        // the last answer of a batch lets its reader close before the batch is forgotten
        ledger.flush();
        ended.forEach(batch -> journal.done(batch.entry));
    }
}
