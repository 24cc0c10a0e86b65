package org.alignersquad.core.teacher;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A teacher behind an OpenAI-compatible endpoint. Requests get a place in flight, pass the circuit, wait for the budget,
 * and are sent; what fails in passing is sent again after a delay that the endpoint names or that doubles, with jitter. One
 * per Spark task; they share the JVM's connections.
 */
public final class HttpTeacher implements Teacher {
    private static final Logger log = LoggerFactory.getLogger(HttpTeacher.class);
    /** An endpoint that asks for more is not waited for: the row is rejected and a later run may ask again. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private static final int CHARACTERS_PER_TOKEN = 4;

    private final TeacherEndpoint endpoint;
    private final RequestBudget budget;
    private final Resilience resilience;
    private final AdaptiveLimit limit;
    private final Circuit circuit;
    private final ScheduledThreadPoolExecutor timer = timer();
    private final FailsafeExecutor<TeacherAnswer> retries;
    private final Set<CompletableFuture<TeacherAnswer>> asked = ConcurrentHashMap.newKeySet();

    private HttpTeacher(TeacherConfig config, TeacherEndpoint endpoint, RequestBudget budget, Resilience resilience) {
        this.endpoint = endpoint;
        this.budget = budget;
        this.resilience = resilience;
        this.limit = new AdaptiveLimit(config.inFlight());
        this.circuit = new Circuit(resilience, timer);
        this.retries = Failsafe.with(retryPolicy(config.maxAttempts())).with(timer);
    }

    /**
     * Reads the key, sends nothing. Call it where requests are sent from: on the executor.
     *
     * @throws IllegalArgumentException where the config has no base URL
     * @throws IllegalStateException where {@code api_key} leads to no usable key
     */
    public static HttpTeacher open(TeacherConfig config, RequestBudget budget) {
        return open(config, budget, Resilience.standard(), System.getenv());
    }

    static HttpTeacher open(
            TeacherConfig config, RequestBudget budget, Resilience resilience, Map<String, String> environment) {
        @Nullable String baseUrl = config.baseUrl();
        if (baseUrl == null) {
            throw new IllegalArgumentException("base_url is needed; the embedded teacher has one once it is started");
        }
        @Nullable String reference = config.apiKey();
        @Nullable ApiKey key = reference == null ? null : ApiKey.resolve(reference, environment);
        return new HttpTeacher(config, new TeacherEndpoint(config, baseUrl, key), budget, resilience);
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
        if (!(error instanceof TeacherFailure failure)) return false;
        @Nullable Duration wanted = failure.retryAfter();
        if (wanted != null && wanted.compareTo(LONGEST_RETRY_AFTER) > 0) return false;
        return switch (failure.kind()) {
            case RATE_LIMITED, SERVER_ERROR, TIMEOUT, CONNECTION, MALFORMED_RESPONSE -> true;
            case REFUSED, TRUNCATED, CONTENT_FILTER, CIRCUIT_OPEN -> false;
        };
    }

    private Duration delay(@Nullable Throwable error, int attempts) {
        double jitter = ThreadLocalRandom.current().nextDouble();
        if (error instanceof TeacherFailure failure && failure.retryAfter() != null) {
            // never earlier than asked, and not all at the same moment
            return failure.retryAfter()
                    .plus(resilience.firstDelay().dividedBy(2))
                    .minusMillis((long)
                            (jitter * resilience.firstDelay().dividedBy(2).toMillis()));
        }
        double doubled = (double) resilience.firstDelay().toMillis() * Math.pow(2, Math.max(0, attempts - 1));
        double capped = Math.min(resilience.mostDelay().toMillis(), doubled);
        return Duration.ofMillis((long) (capped * (0.5 + jitter / 2)));
    }

    @Override
    public CompletableFuture<TeacherAnswer> ask(TeacherRequest request) {
        CompletableFuture<TeacherAnswer> answer = retries.getStageAsync(() -> attempt(request));
        asked.add(answer);
        answer.whenComplete((value, error) -> asked.remove(answer));
        return answer;
    }

    private CompletableFuture<TeacherAnswer> attempt(TeacherRequest request) {
        int tokens = mostTokens(request);
        CompletableFuture<TeacherAnswer> answer = new CompletableFuture<>();
        limit.acquire()
                .thenCompose(placed -> circuit.pass())
                .thenCompose(passed -> budget.acquire(tokens))
                .whenComplete((allowed, error) -> {
                    if (error == null) send(request, tokens, answer);
                    else decline(error, answer);
                });
        return answer;
    }

    private static int mostTokens(TeacherRequest request) {
        int characters =
                request.messages().stream().mapToInt(m -> m.content().length()).sum();
        return characters / CHARACTERS_PER_TOKEN + request.sampling().maxTokens();
    }

    private static Throwable unwrapped(Throwable error) {
        @Nullable Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }

    private void decline(Throwable error, CompletableFuture<TeacherAnswer> answer) {
        limit.release();
        answer.completeExceptionally(unwrapped(error));
    }

    private void send(TeacherRequest request, int tokens, CompletableFuture<TeacherAnswer> answer) {
        if (answer.isDone()) {
            circuit.gaveUp();
            limit.release();
            budget.settle(tokens, 0);
            return;
        }
        CompletableFuture<TeacherAnswer> exchange = endpoint.send(request);
        answer.whenComplete((value, error) -> exchange.cancel(true));
        exchange.whenComplete((value, error) -> {
            @Nullable Throwable cause = error == null ? null : unwrapped(error);
            learn(cause);
            limit.release();
            settle(tokens, value, cause);
            if (cause == null) answer.complete(value);
            else answer.completeExceptionally(cause);
        });
    }

    private void settle(int tokens, @Nullable TeacherAnswer answer, @Nullable Throwable error) {
        if (answer != null) {
            int used = answer.promptTokens() + answer.completionTokens();
            // an endpoint that reports no usage leaves the estimate in force
            if (used > 0) budget.settle(tokens, used);
        } else if (error instanceof TeacherFailure failure && failure.kind() != TeacherFailure.Kind.TIMEOUT) {
            // what was declined took no tokens; what timed out may have
            budget.settle(tokens, 0);
        }
    }

    /** What an exchange's end says about the endpoint. */
    private void learn(@Nullable Throwable error) {
        if (error == null) {
            circuit.alive();
            limit.good();
        } else if (error instanceof TeacherFailure failure) {
            if (failure.overloaded()) limit.tooMuch();
            learn(failure.kind());
        } else {
            circuit.gaveUp();
        }
    }

    private void learn(TeacherFailure.Kind kind) {
        switch (kind) {
            case SERVER_ERROR, TIMEOUT, CONNECTION, CIRCUIT_OPEN -> circuit.dead();
            case RATE_LIMITED, REFUSED, MALFORMED_RESPONSE, TRUNCATED, CONTENT_FILTER -> circuit.alive();
        }
    }

    @Override
    public void close() {
        for (CompletableFuture<TeacherAnswer> answer : asked) answer.cancel(true);
        timer.shutdownNow();
    }
}
