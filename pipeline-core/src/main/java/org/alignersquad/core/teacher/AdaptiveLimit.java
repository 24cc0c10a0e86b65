package org.alignersquad.core.teacher;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of this JVM may be in flight at one endpoint: cut by a quarter when the endpoint says that it is too
 * much, at most once a second, and raised by one per window of good answers (AIMD). Who waits holds no place.
 */
final class AdaptiveLimit {
    private static final double CUT = 0.75;
    private static final long CUT_INTERVAL = Duration.ofSeconds(1).toNanos();

    // guarded by this
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int most;
    private double share = 1;
    private int inFlight;
    private long lastCut = System.nanoTime() - CUT_INTERVAL;

    /** A task comes, which may have so many in flight. What was learned about the endpoint stays. */
    void widen(int places) {
        synchronized (this) {
            most += places;
        }
        admit();
    }

    /** A task goes, with the places that it came with. */
    synchronized void narrow(int places) {
        most -= places;
    }

    /** Takes a place; completes when there is one. Each must be released. */
    CompletableFuture<Void> acquire() {
        CompletableFuture<Void> place = new CompletableFuture<>();
        synchronized (this) {
            if (inFlight >= current()) {
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
        if (most > 0) share = Math.min(1, share + 1.0 / current() / most);
    }

    synchronized void tooMuch() {
        long now = System.nanoTime();
        if (now - lastCut < CUT_INTERVAL) return;
        lastCut = now;
        share = Math.max(1.0 / Math.max(1, most), share * CUT);
    }

    synchronized int current() {
        return Math.max(1, (int) (share * most));
    }

    private void admit() {
        for (@Nullable CompletableFuture<Void> next = next(); next != null; next = next()) next.complete(null);
    }

    private synchronized @Nullable CompletableFuture<Void> next() {
        if (waiting.isEmpty() || inFlight >= current()) return null;
        inFlight++;
        return waiting.poll();
    }
}
