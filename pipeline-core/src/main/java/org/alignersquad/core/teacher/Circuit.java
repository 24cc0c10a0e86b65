package org.alignersquad.core.teacher;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds requests back from a dead endpoint: after some failures in a row one probe goes out per pause, the others wait; when
 * the patience is over they fail, and probes still go out.
 */
final class Circuit {
    private static final Logger log = LoggerFactory.getLogger(Circuit.class);
    private static final Duration LEAST_WAIT = Duration.ofMillis(50);

    private final CircuitBreaker<Object> breaker;
    private final Duration patience;
    private final Executor executor;
    private volatile long lastSign = System.nanoTime();

    Circuit(Resilience resilience, Executor executor) {
        this.executor = executor;
        this.patience = resilience.circuitPatience();
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(resilience.circuitFailures())
                // also the number of probes at a time
                .withSuccessThreshold(1)
                .withDelay(resilience.circuitPause())
                .onOpen(event -> {
                    // not for every probe that fails
                    if (event.getPreviousState() == CircuitBreaker.State.CLOSED) {
                        log.warn("Teacher does not answer; sending probes only");
                    }
                })
                .onClose(event -> log.info("Teacher answers again"))
                .build();
    }

    /** Completes when a request may be sent; fails with a {@link TeacherFailure} when the patience is over. */
    CompletableFuture<Void> pass() {
        if (breaker.tryAcquirePermit()) return CompletableFuture.completedFuture(null);
        if (System.nanoTime() - lastSign > patience.toNanos()) {
            return CompletableFuture.failedFuture(new TeacherFailure(
                    TeacherFailure.Kind.CIRCUIT_OPEN, "The endpoint has not answered for more than " + patience));
        }
        Executor later = CompletableFuture.delayedExecutor(waitNanos(), TimeUnit.NANOSECONDS, executor);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(nothing -> pass());
    }

    /** Spread, so that those who wait do not all come at once. */
    private long waitNanos() {
        long nanos = Math.max(LEAST_WAIT.toNanos(), breaker.getRemainingDelay().toNanos());
        return nanos + ThreadLocalRandom.current().nextLong(LEAST_WAIT.toNanos());
    }

    /** The endpoint lives: it answered, if only to decline. */
    void alive() {
        lastSign = System.nanoTime();
        breaker.recordSuccess();
    }

    void dead() {
        // patience counts from the first failure on, not from an idle time before it
        if (breaker.isClosed() && breaker.getFailureCount() == 0) lastSign = System.nanoTime();
        breaker.recordFailure();
    }

    /** A request that had passed was not sent to its end; a probe's place becomes free again. */
    void gaveUp() {
        if (breaker.isHalfOpen()) breaker.recordFailure();
    }
}
