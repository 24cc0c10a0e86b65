package org.alignersquad.core.teacher.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.alignersquad.core.teacher.RateLimits;
import org.alignersquad.core.teacher.RequestBudget;
import org.alignersquad.core.teacher.TeacherStop;
import org.jspecify.annotations.Nullable;

/** The leases of one JVM for one model at one endpoint, shared by all its tasks: first come, first served. */
final class LeasedBudget implements RequestBudget {
    private static final int MOST_ASKED = 1_024;
    /** Stock that was not used for so long goes back: another JVM may want it. */
    private static final long STOCK_LASTS = 1_000_000_000;

    private static final int MOST_STOCK = 512;
    private static final long RETRY = 1_000_000_000;

    private final String endpoint;
    private final String holder;
    private final RateLimits limits;
    private final Runnable wake;

    // guarded by this
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int stock;
    private long stockTaken = System.nanoTime();
    private long askAt = stockTaken;
    private int passed;
    private long held;
    private long refunded;
    private int overloads;

    LeasedBudget(String endpoint, String holder, RateLimits limits, Runnable wake) {
        this.endpoint = endpoint;
        this.holder = holder;
        this.limits = limits;
        this.wake = wake;
    }

    private record Waiter(int tokens, CompletableFuture<Void> permit) {}

    @Override
    public CompletableFuture<Void> acquire(int tokens) {
        CompletableFuture<Void> permit = new CompletableFuture<>();
        synchronized (this) {
            passed++;
            if (stock > 0 && waiting.isEmpty()) {
                stock--;
                permit.complete(null);
            } else {
                waiting.add(new Waiter(tokens, permit));
            }
        }
        if (!permit.isDone() || lowStock()) wake.run();
        return permit;
    }

    private synchronized boolean lowStock() {
        return !limits.paced() && stock < passed / 4;
    }

    @Override
    public void settle(int acquired, int used) {
        boolean wanted;
        synchronized (this) {
            held--;
            refunded += acquired - used;
            wanted = !waiting.isEmpty();
        }
        if (wanted) wake.run();
    }

    @Override
    public synchronized void overloaded() {
        overloads++;
    }

    /** What to ask the driver now; null where there is nothing to ask. A report is always something. */
    synchronized @Nullable LeaseRequest request(long now, boolean report) {
        waiting.removeIf(waiter -> waiter.permit().isDone());
        returnStock(now);
        boolean wants = !waiting.isEmpty() || (!limits.paced() && stock < passed / 4);
        if (!report && !(wants && now >= askAt)) return null;
        int[] tokens =
                waiting.stream().limit(MOST_ASKED).mapToInt(Waiter::tokens).toArray();
        int more = Math.max(0, Math.min(MOST_STOCK, passed / 2) - stock);
        LeaseRequest request =
                new LeaseRequest(endpoint, holder, limits, tokens, more, held, refunded, overloads, Map.of());
        refunded = 0;
        overloads = 0;
        return request;
    }

    /** Starts another tick: what passed in the last one says how much stock is of use. */
    synchronized void tick() {
        passed = passed * 3 / 4;
    }

    private void returnStock(long now) {
        if (now - stockTaken < STOCK_LASTS) return;
        held -= stock;
        stock = 0;
        stockTaken = now;
    }

    /** When to ask next at the latest, where somebody waits; else {@code Long.MAX_VALUE}. */
    synchronized long askAt() {
        return waiting.isEmpty() ? Long.MAX_VALUE : askAt;
    }

    void take(LeaseReply reply, long now) {
        if (reply.stop() != null) {
            fail(new TeacherStop(reply.stop(), reply.reason()));
            return;
        }
        List<CompletableFuture<Void>> granted = grant(reply, now);
        for (int i = 0; i < granted.size(); i++) letGo(granted.get(i), reply.delays()[i]);
    }

    private synchronized List<CompletableFuture<Void>> grant(LeaseReply reply, long now) {
        askAt = now + reply.askAgain();
        held += reply.delays().length + reply.stock();
        if (reply.stock() > 0) stockTaken = now;
        stock += reply.stock();
        List<CompletableFuture<Void>> granted = new ArrayList<>();
        for (Iterator<Waiter> it = waiting.iterator(); it.hasNext() && granted.size() < reply.delays().length; ) {
            granted.add(it.next().permit());
            it.remove();
        }
        return granted;
    }

    private void letGo(CompletableFuture<Void> permit, long delay) {
        if (delay <= 0) pass(permit);
        else CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS).execute(() -> pass(permit));
    }

    /** Gives the moment to the next one where this one was given up meanwhile. */
    private void pass(CompletableFuture<Void> permit) {
        for (@Nullable CompletableFuture<Void> next = permit; next != null; next = nextWaiting()) {
            if (next.complete(null)) return;
        }
        settle(0, 0);
    }

    private synchronized @Nullable CompletableFuture<Void> nextWaiting() {
        @Nullable Waiter next = waiting.poll();
        return next == null ? null : next.permit();
    }

    /** Those who wait; who comes later asks the driver again. */
    private void fail(TeacherStop reason) {
        List<Waiter> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(waiter -> waiter.permit().completeExceptionally(reason));
    }

    /** The driver could not be reached. */
    synchronized void failed(long now) {
        askAt = now + RETRY;
    }
}
