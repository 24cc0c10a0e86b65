package org.alignersquad.core.teacher.embedded;

import org.jspecify.annotations.Nullable;

/** What a server grants per minute: two buckets that fill evenly and hold one second's worth. Thread-safe. */
final class ServerLimits {
    private static final double NANOS_PER_MINUTE = 60e9;
    private static final double SECONDS_PER_MINUTE = 60;

    private final Bucket requests;
    private final Bucket tokens;

    ServerLimits(FaultScript script, long now) {
        requests = new Bucket(script.requestsPerMinute(), now);
        tokens = new Bucket(script.tokensPerMinute(), now);
    }

    /** Takes a request and its tokens out of the buckets, or nothing. */
    synchronized boolean grants(int tokenCount, long now) {
        requests.fill(now);
        tokens.fill(now);
        if (!requests.has(1) || !tokens.has(tokenCount)) return false;
        requests.take(1);
        tokens.take(tokenCount);
        return true;
    }

    private static final class Bucket {
        private final double perNano;
        private final double most;
        private double content;
        private long filledAt;

        Bucket(@Nullable Integer perMinute, long now) {
            perNano = perMinute == null ? Double.POSITIVE_INFINITY : perMinute / NANOS_PER_MINUTE;
            most = perMinute == null ? Double.POSITIVE_INFINITY : Math.max(1, perMinute / SECONDS_PER_MINUTE);
            content = most;
            filledAt = now;
        }

        void fill(long now) {
            if (now > filledAt) content = Math.min(most, content + (now - filledAt) * perNano);
            filledAt = Math.max(filledAt, now);
        }

        /** What asks for more than the bucket holds is let through when it is full; else it never would be. */
        boolean has(int amount) {
            return content >= Math.min(amount, most);
        }

        void take(int amount) {
            content -= amount;
        }
    }
}
