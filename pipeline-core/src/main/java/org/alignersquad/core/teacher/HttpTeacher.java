package org.alignersquad.core.teacher;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A teacher behind one or several OpenAI-compatible endpoints. A request gets a route, passes its circuit, takes a place in
 * flight, waits for the budget, and is sent; what fails in passing is sent again after a delay that the endpoint names or
 * that doubles, with jitter. One per Spark task; they share the JVM's connections and what it knows of the endpoints.
 *
 * <p>Requests fail with a {@link TeacherFailure}, which costs a row, or with a {@link TeacherStop}, which ends the job.
 */
public final class HttpTeacher implements Teacher {
    private static final Logger log = LoggerFactory.getLogger(HttpTeacher.class);
    /** An endpoint that asks for more has no quota left for today. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private final Routes routes;
    private final Resilience resilience;
    private final TeacherCounters counters;
    private final @Nullable Duration deadline;
    private final ScheduledThreadPoolExecutor timer = timer();
    private final FailsafeExecutor<TeacherAnswer> retries;
    private final Set<CompletableFuture<TeacherAnswer>> asked = ConcurrentHashMap.newKeySet();

    private HttpTeacher(TeacherConfig config, Routes routes, Resilience resilience, TeacherCounters counters) {
        this.routes = routes;
        this.resilience = resilience;
        this.counters = counters;
        this.deadline = config.deadline();
        this.retries = Failsafe.with(retryPolicy(config.maxAttempts())).with(timer);
    }

    /**
     * Reads the keys, sends nothing. Call it where requests are sent from: on the executor.
     *
     * @throws IllegalArgumentException where the config has no address
     * @throws IllegalStateException where a reference leads to no usable key
     */
    public static HttpTeacher open(TeacherConfig config, RequestBudgets budgets, TeacherCounters counters) {
        return open(config, budgets, counters, Resilience.of(config), System.getenv());
    }

    static HttpTeacher open(
            TeacherConfig config,
            RequestBudgets budgets,
            TeacherCounters counters,
            Resilience resilience,
            Map<String, String> environment) {
        return new HttpTeacher(config, Routes.open(config, budgets, resilience, environment), resilience, counters);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "teacher-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private RetryPolicy<TeacherAnswer> retryPolicy(int maxAttempts) {
        return RetryPolicy.<TeacherAnswer>builder()
                .withMaxAttempts(maxAttempts)
                .handleIf(HttpTeacher::passes)
                .withDelayFn(context -> delay(context.getLastException(), context.getAttemptCount()))
                .onRetry(event -> log.debug(
                        "Teacher request is sent again: {}",
                        event.getLastException().getMessage()))
                .build();
    }

    /** Whether sending again can help. */
    private static boolean passes(Throwable error) {
        return error instanceof TeacherFailure failure
                && !failure.isLast()
                && switch (failure.kind()) {
                    case RATE_LIMITED, SERVER_ERROR, TIMEOUT, CONNECTION, MALFORMED_RESPONSE -> true;
                    case REFUSED, TRUNCATED, CONTENT_FILTER -> false;
                };
    }

    private Duration delay(@Nullable Throwable error, int attempts) {
        double jitter = ThreadLocalRandom.current().nextDouble();
        if (error instanceof TeacherFailure failure && failure.retryAfter() != null) {
            // never earlier than asked, and not all at the same moment
            return failure.retryAfter().plusMillis((long)
                    (jitter * resilience.firstDelay().dividedBy(2).toMillis()));
        }
        double doubled = (double) resilience.firstDelay().toMillis() * Math.pow(2, Math.max(0, attempts - 1));
        double capped = Math.min(resilience.mostDelay().toMillis(), doubled);
        return Duration.ofMillis((long) (capped * (0.5 + jitter / 2)));
    }

    @Override
    public CompletableFuture<TeacherAnswer> ask(TeacherRequest request) {
        Sending sending = new Sending(request, deadline);
        CompletableFuture<TeacherAnswer> tried = retries.getStageAsync(() -> attempt(sending));
        CompletableFuture<TeacherAnswer> answer = new CompletableFuture<>();
        asked.add(answer);
        answer.whenComplete((value, error) -> {
            asked.remove(answer);
            if (error instanceof CancellationException) tried.cancel(true);
        });
        tried.whenComplete((value, error) -> {
            if (error == null) answer.complete(value);
            else answer.completeExceptionally(error);
            sending.told();
        });
        return answer;
    }

    private CompletableFuture<TeacherAnswer> attempt(Sending sending) {
        CompletableFuture<TeacherAnswer> answer = new CompletableFuture<>();
        attempt(sending, answer);
        return answer;
    }

    private void attempt(Sending sending, CompletableFuture<TeacherAnswer> answer) {
        Route route = routes.next(sending.lastRoute());
        CompletableFuture<Void> permit = route.acquire(sending.tokens());
        answer.whenComplete((value, error) -> permit.cancel(true));
        permit.whenComplete((allowed, error) -> {
            if (error == null) passAndSend(sending, route, answer);
            else answer.completeExceptionally(Failures.cause(error));
        });
    }

    /** The circuit comes last: it may have opened while the request waited for the budget. */
    private void passAndSend(Sending sending, Route route, CompletableFuture<TeacherAnswer> answer) {
        if (answer.isDone()) {
            route.free(sending.tokens(), 0);
        } else if (route.state().circuit.tryPass()) {
            send(sending, route, answer);
        } else {
            route.free(sending.tokens(), 0);
            waitOrStop(sending, route, answer);
        }
    }

    private void waitOrStop(Sending sending, Route route, CompletableFuture<TeacherAnswer> answer) {
        if (routes.othersThan(route)) {
            attempt(sending, answer);
        } else if (routes.allSilentFor(resilience.circuitPatience())) {
            answer.completeExceptionally(new TeacherStop(
                    TeacherStop.Cause.OUTAGE,
                    "The teacher has not answered for more than " + resilience.circuitPatience() + ": "
                            + routes.places()));
        } else {
            route.state().circuit.later().thenRun(() -> {
                if (!answer.isDone()) attempt(sending, answer);
            });
        }
    }

    private void send(Sending sending, Route route, CompletableFuture<TeacherAnswer> answer) {
        long start = System.nanoTime();
        counters.count(TeacherCounters.REQUESTS, 1);
        CompletableFuture<TeacherAnswer> exchange = route.endpoint().send(sending.request(), sending.left(start));
        answer.whenComplete((value, error) -> exchange.cancel(true));
        exchange.whenComplete((value, error) -> {
            @Nullable Throwable cause = error == null ? null : Failures.cause(error);
            int used = used(sending.tokens(), value, cause);
            Runnable free = () -> route.free(sending.tokens(), used);
            if (value == null) free.run();
            else sending.freeOnceTold(free);
            @Nullable Throwable learned = learn(route, cause);
            if (value != null) answered(value, start, answer);
            else failed(sending, route, Failures.known(learned), answer);
        });
    }

    private void answered(TeacherAnswer value, long start, CompletableFuture<TeacherAnswer> answer) {
        counters.count(TeacherCounters.LATENCY_SECONDS, (System.nanoTime() - start) * 1e-9);
        answer.complete(value);
    }

    private void failed(Sending sending, Route route, Throwable cause, CompletableFuture<TeacherAnswer> answer) {
        if (!(cause instanceof TeacherFailure failure)) {
            answer.completeExceptionally(cause);
            return;
        }
        counters.count(TeacherCounters.FAILURES + failure.kind().reason(), 1);
        sending.failedAt(route);
        @Nullable Duration wanted = failure.retryAfter();
        if (wanted != null && wanted.compareTo(LONGEST_RETRY_AFTER) > 0) {
            answer.completeExceptionally(new TeacherStop(
                    TeacherStop.Cause.QUOTA, failure.getMessage() + " (asks to be left alone for " + wanted + ")"));
        } else if (!route.state().circuit.closed() && failure.endpointAway() && sending.anotherProbe()) {
            // the outage's fault and not the request's: it costs no attempt
            waitOrStop(sending, route, answer);
        } else {
            answer.completeExceptionally(sending.over() ? failure.last() : failure);
        }
    }

    /** Tokens that a request took: an endpoint that reports no usage leaves the estimate in force. */
    private static int used(int estimate, @Nullable TeacherAnswer answer, @Nullable Throwable error) {
        if (answer != null) {
            int used = answer.promptTokens() + answer.completionTokens();
            return used > 0 ? used : estimate;
        }
        // what was declined took no tokens; what timed out may have
        return error instanceof TeacherFailure failure && failure.kind() != TeacherFailure.Kind.TIMEOUT ? 0 : estimate;
    }

    /** What an exchange's end says about the endpoint; gives the error back, or the stop that it makes necessary. */
    private static @Nullable Throwable learn(Route route, @Nullable Throwable error) {
        EndpointState state = route.state();
        if (error == null) {
            state.circuit.alive();
            state.limit.good();
            state.answered();
        } else if (error instanceof TeacherFailure failure) {
            return learn(route, failure);
        } else if (error instanceof TeacherStop) {
            state.circuit.alive();
        } else {
            state.circuit.gaveUp();
        }
        return error;
    }

    private static Throwable learn(Route route, TeacherFailure failure) {
        if (failure.overloaded()) {
            route.state().limit.tooMuch();
            route.budget().overloaded();
        }
        if (failure.endpointAway()) route.state().circuit.dead();
        else route.state().circuit.alive();
        if (failure.kind() != TeacherFailure.Kind.REFUSED) return failure;
        try {
            route.state().declined(failure);
            return failure;
        } catch (TeacherStop stop) {
            return stop;
        }
    }

    @Override
    public void close() {
        for (CompletableFuture<TeacherAnswer> answer : asked) answer.cancel(true);
        timer.shutdownNow();
        routes.close();
    }
}
