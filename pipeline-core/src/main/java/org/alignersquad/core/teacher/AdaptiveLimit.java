package org.alignersquad.core.teacher;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may be in flight: cut by a quarter when the endpoint says that it is too much, at most once a second,
 * and raised by one per window of good answers (AIMD). Who waits holds no place.
 */
final class AdaptiveLimit {
    private static final double CUT = 0.75;
    private static final long CUT_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final int most;
    // guarded by this
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private double limit;
    private int inFlight;
    private long lastCut = System.nanoTime() - CUT_INTERVAL;

    AdaptiveLimit(int most) {
        this.most = most;
        this.limit = most;
    }

    /** Takes a place; completes when there is one. Each must be released. */
    CompletableFuture<Void> acquire() {
        CompletableFuture<Void> place = new CompletableFuture<>();
        synchronized (this) {
            if (inFlight >= (int) limit) {
                waiting.add(place);
                return place;
            }
            inFlight++;
        }
        place.complete(null);
        return place;
    }

    void release() {
        synchronized (this) {
            inFlight--;
        }
        admit();
    }

    synchronized void good() {
        limit = Math.min(most, limit + 1 / limit);
    }

    synchronized void tooMuch() {
        long now = System.nanoTime();
        if (now - lastCut < CUT_INTERVAL) return;
        lastCut = now;
        limit = Math.max(1, limit * CUT);
    }

    synchronized int current() {
        return (int) limit;
    }

    private void admit() {
        for (@Nullable CompletableFuture<Void> next = next(); next != null; next = next()) next.complete(null);
    }

    private synchronized @Nullable CompletableFuture<Void> next() {
        if (waiting.isEmpty() || inFlight >= (int) limit) return null;
        inFlight++;
        return waiting.poll();
    }
}
