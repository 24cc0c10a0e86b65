package org.alignersquad.core.teacher.embedded;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fault and how often it comes.
 *
 * @param probability share of requests, in {@code [0, 1]}
 * @param retryAfter sent with {@code rate-limited} and {@code unavailable}, in whole seconds; null for no such header
 * @param pause between two pieces of {@code slow-drip}; null for 100 ms
 */
public record Fault(
        FaultKind kind,
        double probability,
        @Nullable Duration retryAfter,
        @Nullable Duration pause) {
    private static final Duration PAUSE = Duration.ofMillis(100);

    public Fault {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability must be between 0 and 1, is: " + probability);
        }
        boolean waits = kind == FaultKind.RATE_LIMITED || kind == FaultKind.UNAVAILABLE;
        if (retryAfter != null && !waits) {
            throw new IllegalArgumentException("retry_after goes with rate-limited and unavailable only");
        }
        if (pause != null && kind != FaultKind.SLOW_DRIP) {
            throw new IllegalArgumentException("pause goes with slow-drip only");
        }
    }

    static Fault of(FaultKind kind, @Nullable Duration retryAfter) {
        return new Fault(kind, 1, retryAfter, null);
    }

    Duration pauseOrDefault() {
        return pause == null ? PAUSE : pause;
    }
}
