package org.alignersquad.core.teacher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fixed part of an application's limits: first come, first served, and spread evenly over time without bursts. Tokens are
 * taken when a request is let go, so what is given back lets those who wait go earlier.
 */
final class BudgetShare implements RequestBudget {
    private static final double NANOS_PER_MINUTE = 60e9;

    // 0 means no limit
    private final double nanosPerRequest;
    private final double nanosPerToken;

    // guarded by this
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private double requestsFreeAt;
    private double tokensFreeAt;
    // free places in flight
    private int places;
    private boolean alarmSet;

    private BudgetShare(double nanosPerRequest, double nanosPerToken, int places, double start) {
        this.requestsFreeAt = System.nanoTime() + start;
        this.tokensFreeAt = requestsFreeAt;
        this.nanosPerRequest = nanosPerRequest;
        this.nanosPerToken = nanosPerToken;
        this.places = places;
    }

    private record Waiter(int tokens, CompletableFuture<Void> permit) {}

    static RequestBudget of(RateLimits limits, int concurrentTasks) {
        @Nullable Integer most = limits.maxInFlight();
        double perRequest = nanosEach(limits.requestsPerMinute(), concurrentTasks);
        return new BudgetShare(
                perRequest,
                nanosEach(limits.tokensPerMinute(), concurrentTasks),
                most == null ? Integer.MAX_VALUE : Math.max(1, most / concurrentTasks),
                // tasks that start together must not send together ever after
                concurrentTasks == 1 ? 0 : ThreadLocalRandom.current().nextDouble(1 + perRequest));
    }

    private static double nanosEach(@Nullable Integer perMinute, int concurrentTasks) {
        return perMinute == null ? 0 : NANOS_PER_MINUTE * concurrentTasks / perMinute;
    }

    @Override
    public CompletableFuture<Void> acquire(int tokens) {
        Waiter waiter = new Waiter(tokens, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(waiter);
        }
        letGo();
        return waiter.permit();
    }

    @Override
    public void settle(int acquired, int used) {
        synchronized (this) {
            tokensFreeAt += (used - acquired) * nanosPerToken;
            places++;
        }
        letGo();
    }

    private void letGo() {
        // completed outside the lock: a permit's continuation sends a request
        for (Waiter waiter : due()) {
            if (!waiter.permit().complete(null)) settle(waiter.tokens(), 0);
        }
    }

    private synchronized List<Waiter> due() {
        List<Waiter> due = new ArrayList<>();
        double now = System.nanoTime();
        waiting.removeIf(waiter -> waiter.permit().isDone());
        while (!waiting.isEmpty() && places > 0 && freeAt() <= now) {
            Waiter waiter = waiting.remove();
            places--;
            requestsFreeAt = Math.max(now, requestsFreeAt) + nanosPerRequest;
            tokensFreeAt = Math.max(now, tokensFreeAt) + waiter.tokens() * nanosPerToken;
            due.add(waiter);
        }
        if (!waiting.isEmpty() && places > 0 && !alarmSet) setAlarm(freeAt() - now);
        return due;
    }

    private double freeAt() {
        return Math.max(requestsFreeAt, tokensFreeAt);
    }

    private void setAlarm(double nanos) {
        alarmSet = true;
        CompletableFuture.delayedExecutor((long) Math.ceil(nanos), TimeUnit.NANOSECONDS)
                .execute(this::alarm);
    }

    private void alarm() {
        synchronized (this) {
            alarmSet = false;
        }
        letGo();
    }
}
