package org.alignersquad.core.teacher;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request on its way, over all its attempts. Used by one attempt at a time. */
final class Sending {
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** Times that a request may be the one that finds the endpoint away, before that counts as its own failure. */
    static final int MOST_PROBES = 3;

    private static final Duration FOREVER = Duration.ofDays(365);

    private final TeacherRequest request;
    private final @Nullable Duration deadline;
    private final int tokens;
    private volatile @Nullable Route lastRoute;
    private volatile long firstSent;
    private volatile int probes;
    // guarded by this
    private boolean told;
    private @Nullable Runnable free;

    Sending(TeacherRequest request, @Nullable Duration deadline) {
        this.request = request;
        this.deadline = deadline;
        int characters =
                request.messages().stream().mapToInt(m -> m.content().length()).sum();
        this.tokens = characters / CHARACTERS_PER_TOKEN + request.sampling().maxTokens();
    }

    TeacherRequest request() {
        return request;
    }

    /** The most that it can take, estimated. */
    int tokens() {
        return tokens;
    }

    @Nullable Route lastRoute() {
        return lastRoute;
    }

    /** Time left for an attempt that starts now; the first one starts the deadline's clock. */
    Duration left(long now) {
        if (firstSent == 0) firstSent = now;
        if (deadline == null) return FOREVER;
        Duration left = deadline.minusNanos(now - firstSent);
        return left.compareTo(Duration.ofMillis(1)) > 0 ? left : Duration.ofMillis(1);
    }

    boolean over() {
        return deadline != null && System.nanoTime() - firstSent >= deadline.toNanos();
    }

    void failedAt(Route route) {
        lastRoute = route;
    }

    boolean anotherProbe() {
        return ++probes <= MOST_PROBES && !over();
    }

    /**
     * How the place of the attempt that was answered becomes free: not before whoever waits for the answer has kept it, since
     * a budget that sees nothing in flight ends the job.
     */
    void freeOnceTold(Runnable answered) {
        synchronized (this) {
            if (!told) {
                free = answered;
                return;
            }
        }
        answered.run();
    }

    /** Whoever waited has the outcome. */
    void told() {
        @Nullable Runnable last;
        synchronized (this) {
            told = true;
            last = free;
            free = null;
        }
        if (last != null) last.run();
    }
}
