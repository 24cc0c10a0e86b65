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
 * Holds requests back from a dead endpoint: after some failures in a row one probe goes out per pause, the others wait or go
 * elsewhere. Safe for use by many threads.
 */
final class Circuit {
    private static final Logger log = LoggerFactory.getLogger(Circuit.class);
    private static final Duration LEAST_WAIT = Duration.ofMillis(50);

    private final CircuitBreaker<Object> breaker;
    private final Executor executor;
    private volatile long lastSign = System.nanoTime();

    Circuit(String place, Resilience resilience, Executor executor) {
        this.executor = executor;
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(resilience.circuitFailures())
                // also the number of probes at a time
                .withSuccessThreshold(1)
                .withDelay(resilience.circuitPause())
                .onOpen(event -> {
                    // not for every probe that fails
                    if (event.getPreviousState() == CircuitBreaker.State.CLOSED) {
                        log.warn("Teacher does not answer at {}; sending probes only", place);
                    }
                })
                .onClose(event -> log.info("Teacher answers again at {}", place))
                .build();
    }

    /** Takes the right to send, where there is one now. */
    boolean tryPass() {
        return breaker.tryAcquirePermit();
    }

    /** Whether a request would pass, without taking the right to. */
    boolean admits() {
        return breaker.isClosed()
                || (breaker.isOpen() && breaker.getRemainingDelay().isZero());
    }

    boolean closed() {
        return breaker.isClosed();
    }

    /** How long the endpoint has given no sign of life; zero while it is not held for dead. */
    Duration silence() {
        return breaker.isClosed() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastSign);
    }

    /** Completes when it is worth another try. */
    CompletableFuture<Void> later() {
        Executor later = CompletableFuture.delayedExecutor(waitNanos(), TimeUnit.NANOSECONDS, executor);
        return CompletableFuture.runAsync(() -> {}, later);
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
