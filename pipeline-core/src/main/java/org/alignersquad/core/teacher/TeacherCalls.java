package org.alignersquad.core.teacher;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.alignersquad.core.ledger.Cost;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.LedgerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one Spark task to a teacher: an iterator that gives exactly one {@link Call} per input, in order of
 * completion. It holds as many inputs as may be in flight. Every answer is in the ledger before its call is given; what the
 * ledger has is not sent, and equal requests are sent once. For use by one thread.
 */
public final class TeacherCalls<I, O> implements Iterator<Call<I, O>>, AutoCloseable {
    private static final long POLL_MILLIS = 200;

    private final Iterator<I> inputs;
    private final GenerationTask<I, O> task;
    private final Teacher teacher;
    private final LedgerBucket ledger;
    private final TeacherConfig config;
    private final BooleanSupplier interrupted;
    private final TeacherCounters counters;

    private final Map<String, Flight<I, O>> flights = new HashMap<>();
    private final BlockingQueue<Landing> landings = new LinkedBlockingQueue<>();
    private final Deque<Call<I, O>> ready = new ArrayDeque<>();
    // inputs taken and not yet ready
    private int open;
    private boolean closed;
    private volatile TeacherUsage usage = TeacherUsage.NONE;

    private TeacherCalls(
            Iterator<I> inputs,
            GenerationTask<I, O> task,
            Teacher teacher,
            LedgerBucket ledger,
            TeacherConfig config,
            BooleanSupplier interrupted,
            TeacherCounters counters) {
        this.inputs = inputs;
        this.task = task;
        this.teacher = teacher;
        this.ledger = ledger;
        this.config = config;
        this.interrupted = interrupted;
        this.counters = counters;
    }

    /** A request that was sent, and all the chains that wait for its answer. */
    private record Flight<I, O>(CompletableFuture<TeacherAnswer> answer, List<CallChain<I, O>> chains) {}

    /** The end of a flight: an answer, which the ledger has, or what went wrong. */
    private record Landing(
            String key,
            @Nullable TeacherAnswer answer,
            @Nullable Throwable error) {}

    /**
     * Starts nothing yet. The caller closes, in this order: the calls, the teacher, the ledger bucket; in a Spark task with
     * a task completion listener, which also runs when the task is killed.
     *
     * @param interrupted whether the task was killed; asked at least every 200 ms
     * @param counters told of every answer and every failed call
     */
    public static <I, O> TeacherCalls<I, O> run(
            Iterator<I> inputs,
            GenerationTask<I, O> task,
            Teacher teacher,
            LedgerBucket ledger,
            TeacherConfig config,
            BooleanSupplier interrupted,
            TeacherCounters counters) {
        return new TeacherCalls<>(inputs, task, teacher, ledger, config, interrupted, counters);
    }

    /** Requests, tokens and money so far. May be read from another thread. */
    public TeacherUsage usage() {
        return usage;
    }

    /**
     * Waits for a call. At the end the ledger is flushed.
     *
     * @throws CancellationException where the task was killed
     * @throws TeacherStop where asking must end
     * @throws java.io.UncheckedIOException where the ledger cannot be written
     */
    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            stopIfInterrupted();
            takeInputs();
            if (!ready.isEmpty()) return true;
            if (open == 0) {
                ledger.flush();
                return false;
            }
            await();
        }
        return true;
    }

    @Override
    public Call<I, O> next() {
        if (!hasNext()) throw new NoSuchElementException("All inputs have had their call");
        return ready.remove();
    }

    private void stopIfInterrupted() {
        if (!closed && !interrupted.getAsBoolean()) return;
        close();
        throw new CancellationException("The teacher calls were stopped before all inputs were answered");
    }

    private void takeInputs() {
        while (ready.isEmpty() && open < config.openCalls() && inputs.hasNext()) {
            CallChain<I, O> chain = new CallChain<>(inputs.next(), task, config);
            ledger.checkPlace(chain.rootKey());
            open++;
            ask(chain);
        }
    }

    /** Looks for the chain's current attempt in flight and in the ledger, and sends it where it is in neither. */
    private void ask(CallChain<I, O> chain) {
        @Nullable Flight<I, O> flight = flights.get(chain.key());
        if (flight != null) {
            flight.chains().add(chain);
            return;
        }
        @Nullable LedgerRecord paid = ledger.reuse(chain.key());
        if (paid == null) send(chain);
        else readCached(chain, cached(paid));
    }

    private static TeacherAnswer cached(LedgerRecord paid) {
        return new TeacherAnswer(
                paid.model(), paid.text(), paid.finishReason(), paid.promptTokens(), paid.completionTokens(), true);
    }

    private void send(CallChain<I, O> chain) {
        TeacherRequest request = chain.request();
        String key = chain.key();
        String rootKey = chain.rootKey();
        String attempt = chain.attempt();
        CompletableFuture<TeacherAnswer> answer = teacher.ask(request);
        flights.put(key, new Flight<>(answer, new ArrayList<>(List.of(chain))));
        // not left to the iterator: what is answered must reach the ledger also while nobody asks for the next call
        answer.whenComplete((value, error) -> landings.add(
                error == null ? recorded(key, rootKey, attempt, request, value) : new Landing(key, null, error)));
    }

    private Landing recorded(String key, String rootKey, String attempt, TeacherRequest request, TeacherAnswer answer) {
        tellPaid(request, answer);
        try {
            ledger.append(new LedgerRecord(
                    key,
                    rootKey,
                    answer.model(),
                    request.kind(),
                    attempt,
                    answer.text(),
                    answer.finishReason(),
                    answer.promptTokens(),
                    answer.completionTokens(),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    cost(answer)));
            return new Landing(key, answer, null);
        } catch (RuntimeException e) {
            return new Landing(key, null, e);
        }
    }

    /** At once and not when the call is taken: a budget must know what was spent. */
    private void tellPaid(TeacherRequest request, TeacherAnswer answer) {
        TeacherUsage paid = paid(answer);
        String kind = request.kind() + "." + request.model();
        tell(TeacherCounters.ANSWERS_OF + kind, 1);
        tell(TeacherCounters.TOKENS_OF + kind, (double) paid.promptTokens() + paid.completionTokens());
        tell(TeacherCounters.MONEY_OF + kind, paid.money());
        tell(TeacherCounters.ANSWERS, 1);
        tell(TeacherCounters.PROMPT_TOKENS, paid.promptTokens());
        tell(TeacherCounters.COMPLETION_TOKENS, paid.completionTokens());
        tell(TeacherCounters.MONEY, paid.money());
    }

    private void await() {
        try {
            @Nullable Landing landing = landings.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            for (; landing != null; landing = landings.poll()) land(landing);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new CancellationException("The teacher calls were interrupted");
        }
    }

    private void land(Landing landing) {
        @Nullable Flight<I, O> flight = flights.remove(landing.key());
        if (flight == null) return;
        @Nullable TeacherAnswer answer = landing.answer();
        if (answer == null) {
            fail(flight, landing.error());
            return;
        }
        count(paid(answer));
        read(flight.chains().get(0), answer);
        TeacherAnswer shared = new TeacherAnswer(
                answer.model(),
                answer.text(),
                answer.finishReason(),
                answer.promptTokens(),
                answer.completionTokens(),
                true);
        flight.chains().stream().skip(1).forEach(chain -> readCached(chain, shared));
    }

    private void fail(Flight<I, O> flight, @Nullable Throwable error) {
        Throwable cause = Failures.cause(Failures.known(error));
        if (!(cause instanceof TeacherFailure failure)) {
            close();
            throw cause instanceof RuntimeException e
                    ? e
                    : new IllegalStateException("A teacher request failed", cause);
        }
        count(new TeacherUsage(1, 0, Map.of(), 0, 0, 0));
        for (CallChain<I, O> chain : flight.chains()) finish(chain.failed(failure));
    }

    private void readCached(CallChain<I, O> chain, TeacherAnswer answer) {
        count(new TeacherUsage(0, 1, Map.of(), 0, 0, 0));
        read(chain, answer);
    }

    private void read(CallChain<I, O> chain, TeacherAnswer answer) {
        @Nullable Call<I, O> call = chain.read(answer);
        if (call == null) ask(chain);
        else finish(call);
    }

    private void finish(Call<I, O> call) {
        open--;
        if (call.reason() != null) count(new TeacherUsage(0, 0, Map.of(call.reason(), 1L), 0, 0, 0));
        ready.add(call);
    }

    private TeacherUsage paid(TeacherAnswer answer) {
        @Nullable Prices prices = config.prices();
        double money = prices == null ? 0 : prices.money(answer.promptTokens(), answer.completionTokens());
        return new TeacherUsage(1, 0, Map.of(), answer.promptTokens(), answer.completionTokens(), money);
    }

    private @Nullable Cost cost(TeacherAnswer answer) {
        @Nullable Prices prices = config.prices();
        if (prices == null) return null;
        return new Cost(prices.money(answer.promptTokens(), answer.completionTokens()), prices.currency());
    }

    private void count(TeacherUsage more) {
        usage = usage.plus(more);
        tell(TeacherCounters.CACHED, more.cached());
        more.failed().forEach((reason, calls) -> tell(TeacherCounters.FAILED_CALLS + reason, calls));
    }

    private void tell(String counter, double more) {
        if (more != 0) counters.count(counter, more);
    }

    /** Gives up what is in flight and flushes the ledger. Idempotent. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        for (Flight<I, O> flight : flights.values()) flight.answer().cancel(true);
        flights.clear();
        ledger.flush();
    }
}
