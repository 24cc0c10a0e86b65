package org.alignersquad.core.teacher.lease;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leases of one model at one endpoint. Requests are let go evenly, at moments that are fixed a short while ahead, so that
 * the JVMs' answers to each other's sends never meet in a burst; while many ask, each gets its fair share of that while.
 */
final class EndpointLeases {
    private static final double NANOS_PER_MINUTE = 60e9;
    /** Below the limit by this, since networks jitter and endpoints count in windows of their own. */
    private static final double PACE = 0.97;
    /** How far ahead moments are fixed: what a JVM that dies can waste. */
    private static final long HORIZON = 500_000_000;

    private static final long ACTIVE = 2_000_000_000;
    private static final long LEAST_WAIT = 5_000_000;
    private static final long RECOVERY = 1_000_000_000;
    private static final double CUT = 0.9;
    private static final double GAIN = 0.01;
    private static final double LEAST_SPEED = 0.1;

    private static final class Holder {
        private long held;
        private long asked;
        // what it was given and has not come yet
        private final Deque<Ahead> ahead = new ArrayDeque<>();

        double cost(long now) {
            while (!ahead.isEmpty() && ahead.getFirst().moment() <= now) ahead.removeFirst();
            return ahead.stream().mapToDouble(Ahead::cost).sum();
        }
    }

    private record Ahead(double moment, double cost) {}

    private final Map<String, Holder> holders = new HashMap<>();
    private boolean begun;
    private double requestsFreeAt;
    private double tokensFreeAt;
    private double speed = 1;
    private long speedChanged;
    private long given;

    synchronized void report(LeaseRequest request, long now) {
        if (!begun) {
            begun = true;
            requestsFreeAt = now;
            tokensFreeAt = now;
            speedChanged = now;
        }
        Holder holder = holder(request);
        holder.held = request.held();
        if (request.tokens().length > 0) holder.asked = now;
        tokensFreeAt -= request.refunded() * nanosEach(request.limits().tokensPerMinute());
        adapt(request.overloads(), now);
    }

    private Holder holder(LeaseRequest request) {
        return holders.computeIfAbsent(request.holder(), any -> new Holder());
    }

    /** An endpoint that declines at this pace has other askers, or a lower limit than the recipe says. */
    private void adapt(int overloads, long now) {
        if (now - speedChanged < RECOVERY) return;
        long seconds = (now - speedChanged) / RECOVERY;
        speed = overloads > 0 ? Math.max(LEAST_SPEED, speed * CUT) : Math.min(1, speed + GAIN * seconds);
        speedChanged = now;
    }

    private double nanosEach(@Nullable Integer perMinute) {
        return perMinute == null ? 0 : NANOS_PER_MINUTE / (perMinute * PACE * speed);
    }

    synchronized LeaseReply lease(LeaseRequest request, long now, long allowance) {
        long places = Math.min(allowance, places(request, now));
        if (places <= 0) return LeaseReply.later(10 * LEAST_WAIT);
        long[] delays = delays(request, now, (int) Math.min(places, request.tokens().length));
        int stock = stock(request, places - delays.length, delays.length);
        holder(request).held += delays.length + stock;
        given += delays.length + stock;
        double ahead = freeAt() - now - HORIZON / 2.0;
        return new LeaseReply(delays, stock, (long) Math.max(LEAST_WAIT, ahead), null, "");
    }

    /** A JVM may hold its fair share of the places in flight: those that wait elsewhere get what comes free. */
    private long places(LeaseRequest request, long now) {
        @Nullable Integer most = request.limits().maxInFlight();
        if (most == null) return Long.MAX_VALUE;
        long share = (most + active(now) - 1) / active(now);
        return Math.min(most - held(), share - request.held());
    }

    private long[] delays(LeaseRequest request, long now, int most) {
        double perRequest = nanosEach(request.limits().requestsPerMinute());
        double perToken = nanosEach(request.limits().tokensPerMinute());
        double share = (double) HORIZON / active(now);
        Holder holder = holder(request);
        double ahead = holder.cost(now);
        long[] delays = new long[most];
        int count = 0;
        while (count < most && freeAt() <= now + HORIZON) {
            double tokens = request.tokens()[count] * perToken;
            double cost = Math.max(perRequest, tokens);
            if (ahead > 0 && ahead + cost > share) break;
            ahead += cost;
            if (cost > 0) holder.ahead.add(new Ahead(Math.max(now, freeAt()), cost));
            delays[count++] = (long) Math.max(0, freeAt() - now);
            requestsFreeAt = Math.max(now, requestsFreeAt) + perRequest;
            tokensFreeAt = Math.max(now, tokensFreeAt) + tokens;
        }
        return Arrays.copyOf(delays, count);
    }

    private double freeAt() {
        return Math.max(requestsFreeAt, tokensFreeAt);
    }

    /** Permits for later spare an endpoint without limits the way to the driver; near a cap there are none. */
    private int stock(LeaseRequest request, long left, int given) {
        if (request.limits().paced() || given < request.tokens().length) return 0;
        long share = left == Long.MAX_VALUE - given ? Long.MAX_VALUE : left / (4L * Math.max(1, holders.size()));
        return (int) Math.max(0, Math.min(request.stock(), share));
    }

    private long active(long now) {
        return Math.max(
                1,
                holders.values().stream()
                        .filter(holder -> now - holder.asked < ACTIVE)
                        .count());
    }

    /** Whether permits have come back: then what their requests cost is in the counters. */
    synchronized boolean hasSettled() {
        return given > held();
    }

    synchronized long held() {
        return holders.values().stream().mapToLong(holder -> holder.held).sum();
    }

    synchronized void gone(String holder) {
        holders.remove(holder);
    }
}
