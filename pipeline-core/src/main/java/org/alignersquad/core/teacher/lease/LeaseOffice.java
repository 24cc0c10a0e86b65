package org.alignersquad.core.teacher.lease;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.alignersquad.core.teacher.TeacherStop;
import org.jspecify.annotations.Nullable;

/** The driver's side of leases: totals, the gate, and one {@link EndpointLeases} for each endpoint. Thread-safe. */
public final class LeaseOffice {
    /** How soon to ask again while outstanding requests decide whether there is budget left. */
    private static final long RECHECK = 100_000_000;

    private static final long BEFORE_FIRST_ANSWER = 4;

    private final LongSupplier clock;
    private final Totals totals = new Totals();
    private final Map<String, EndpointLeases> endpoints = new ConcurrentHashMap<>();
    private final List<Consumer<Totals>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<TeacherStop>> stopListeners = new CopyOnWriteArrayList<>();
    private volatile BudgetGate gate = BudgetGate.open();
    private volatile @Nullable TeacherStop stop;

    public LeaseOffice() {
        this(System::nanoTime);
    }

    LeaseOffice(LongSupplier clock) {
        this.clock = clock;
    }

    /** From now on this gate decides; it replaces the one before. */
    public void gate(BudgetGate newGate) {
        gate = newGate;
    }

    public Totals totals() {
        return totals;
    }

    /** Called after every message with new counts, on the thread that received it. */
    public void onCounters(Consumer<Totals> listener) {
        listeners.add(listener);
    }

    /** Called once for a stop. */
    public void onStop(Consumer<TeacherStop> listener) {
        stopListeners.add(listener);
    }

    /** Why asking has ended; null while it goes on. */
    public @Nullable TeacherStop stopped() {
        return stop;
    }

    /** Ends asking everywhere; of several reasons the first counts. */
    public void stop(TeacherStop reason) {
        synchronized (this) {
            if (stop != null) return;
            stop = reason;
        }
        stopListeners.forEach(listener -> listener.accept(reason));
    }

    /** Forgets an earlier stop and the gate, for the next job of the same application. Totals go on. */
    public synchronized void reopen() {
        stop = null;
        gate = BudgetGate.open();
    }

    public void count(Map<String, Double> counters) {
        if (counters.isEmpty()) return;
        totals.add(counters);
        listeners.forEach(listener -> listener.accept(totals));
    }

    /** Permits of a JVM that is gone are free again. */
    public void gone(String holder) {
        endpoints.values().forEach(endpoint -> endpoint.gone(holder));
    }

    /** Permits given out to all JVMs for all endpoints and not yet given back. */
    public long outstanding() {
        return endpoints.values().stream().mapToLong(EndpointLeases::held).sum();
    }

    public LeaseReply lease(LeaseRequest request) {
        count(request.counters());
        EndpointLeases endpoint = endpoints.computeIfAbsent(request.endpoint(), any -> new EndpointLeases());
        endpoint.report(request, clock.getAsLong());
        long allowance;
        try {
            allowance = allowance();
        } catch (TeacherStop used) {
            stop(used);
            return LeaseReply.stopped(used);
        }
        // nobody knows yet what an answer of this endpoint costs
        if (allowance != Long.MAX_VALUE && !endpoint.hasSettled())
            allowance = Math.min(allowance, BEFORE_FIRST_ANSWER - endpoint.held());
        if (allowance <= 0) return LeaseReply.later(RECHECK);
        return endpoint.lease(request, clock.getAsLong(), allowance);
    }

    private long allowance() {
        @Nullable TeacherStop already = stop;
        if (already != null) throw already;
        return gate.allowance(totals, outstanding());
    }
}
