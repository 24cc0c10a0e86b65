package org.alignersquad.core.teacher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A fixed part of an application's limits: requests and tokens are spread evenly over time, without bursts. */
final class BudgetShare implements RequestBudget {
    static final RequestBudget UNLIMITED = new BudgetShare(0, 0);

    private static final double NANOS_PER_MINUTE = 60e9;

    // 0 means no limit
    private final double nanosPerRequest;
    private final double nanosPerToken;
    private double requestsFreeAt = System.nanoTime();
    private double tokensFreeAt = requestsFreeAt;

    private BudgetShare(double nanosPerRequest, double nanosPerToken) {
        this.nanosPerRequest = nanosPerRequest;
        this.nanosPerToken = nanosPerToken;
    }

    static RequestBudget of(TeacherConfig config, int concurrentTasks) {
        return new BudgetShare(
                nanosEach(config.requestsPerMinute(), concurrentTasks),
                nanosEach(config.tokensPerMinute(), concurrentTasks));
    }

    private static double nanosEach(@Nullable Integer perMinute, int concurrentTasks) {
        return perMinute == null ? 0 : NANOS_PER_MINUTE * concurrentTasks / perMinute;
    }

    @Override
    public CompletableFuture<Void> acquire(int tokens) {
        long wait = reserve(System.nanoTime(), tokens);
        if (wait <= 0) return CompletableFuture.completedFuture(null);
        Executor later = CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, Runnable::run);
        return CompletableFuture.runAsync(() -> {}, later);
    }

    private synchronized long reserve(long now, int tokens) {
        double start = Math.max(now, Math.max(requestsFreeAt, tokensFreeAt));
        requestsFreeAt = start + nanosPerRequest;
        tokensFreeAt = start + tokens * nanosPerToken;
        return (long) Math.ceil(start - now);
    }

    @Override
    public synchronized void settle(int acquired, int used) {
        tokensFreeAt += (used - acquired) * nanosPerToken;
    }
}
