package org.alignersquad.core.teacher.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.alignersquad.core.teacher.RateLimits;
import org.alignersquad.core.teacher.RequestBudget;
import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.TeacherStop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM's side of leases: one thread that asks the driver for all budgets of this JVM and carries its counts there, with
 * every request for a lease and at least every half second.
 */
public final class LeaseAgent implements TeacherCounters, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseAgent.class);
    private static final long TICK = 500_000_000;

    private final String holder;
    private final DriverLine driver;
    private final Map<String, LeasedBudget> budgets = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::work, "teacher-leases");
    private final Object bell = new Object();
    private boolean rung;
    private long reported = System.nanoTime();
    private volatile boolean closed;
    // guarded by itself
    private final Map<String, Double> counts = new HashMap<>();

    private LeaseAgent(String holder, DriverLine driver) {
        this.holder = holder;
        this.driver = driver;
    }

    /**
     * Starts the thread. The caller closes the agent.
     *
     * @param holder names this JVM among those of the application
     */
    public static LeaseAgent start(String holder, DriverLine driver) {
        LeaseAgent agent = new LeaseAgent(holder, driver);
        agent.thread.setDaemon(true);
        agent.thread.start();
        return agent;
    }

    /**
     * This JVM's budget for an endpoint; the same for every task that asks for it.
     *
     * @param endpoint names endpoint and model, holds no secret
     */
    public RequestBudget budget(String endpoint, RateLimits limits) {
        return budgets.computeIfAbsent(
                endpoint + " " + limits, any -> new LeasedBudget(endpoint, holder, limits, this::wake));
    }

    @Override
    public void count(String counter, double more) {
        synchronized (counts) {
            counts.merge(counter, more, Double::sum);
        }
    }

    /** Tells the driver to end all asking. */
    public void stop(TeacherStop reason) {
        try {
            driver.stop(reason);
        } catch (Exception e) {
            LOG.warn("The driver was not told to stop: {}", e.toString());
        }
    }

    private void wake() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    private void work() {
        while (!closed) {
            try {
                await();
            } catch (InterruptedException e) {
                return;
            }
            boolean report = System.nanoTime() - reported >= TICK;
            if (report) reported = System.nanoTime();
            for (LeasedBudget budget : budgets.values()) ask(budget, report);
            if (report) sendCounts();
        }
    }

    private void await() throws InterruptedException {
        synchronized (bell) {
            long ask = budgets.values().stream()
                    .mapToLong(LeasedBudget::askAt)
                    .min()
                    .orElse(Long.MAX_VALUE);
            long nanos = Math.min(ask, reported + TICK) - System.nanoTime();
            if (!rung && nanos > 0) TimeUnit.NANOSECONDS.timedWait(bell, nanos);
            rung = false;
        }
    }

    private void ask(LeasedBudget budget, boolean report) {
        if (report) budget.tick();
        @Nullable LeaseRequest request = budget.request(System.nanoTime(), report);
        if (request == null) return;
        Map<String, Double> taken = take();
        try {
            budget.take(driver.ask(request.withCounters(taken)), System.nanoTime());
        } catch (Exception e) {
            LOG.warn("The driver gave no lease to {}: {}", holder, e.toString());
            putBack(taken);
            budget.failed(System.nanoTime());
        }
    }

    private void sendCounts() {
        Map<String, Double> left = take();
        if (left.isEmpty()) return;
        try {
            driver.count(left);
        } catch (Exception e) {
            LOG.warn("The driver takes no counts from {}: {}", holder, e.toString());
            putBack(left);
        }
    }

    private Map<String, Double> take() {
        synchronized (counts) {
            Map<String, Double> taken = new TreeMap<>(counts);
            counts.clear();
            return taken;
        }
    }

    private void putBack(Map<String, Double> counters) {
        counters.forEach(this::count);
    }

    /** Sends what was counted and ends the thread. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        sendCounts();
    }
}
