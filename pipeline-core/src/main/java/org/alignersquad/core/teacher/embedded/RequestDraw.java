package org.alignersquad.core.teacher.embedded;

import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a script has in store for one request after another. Thread-safe. */
final class RequestDraw {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final FaultScript script;
    // arrivals of each body so far, by its hash
    private final ConcurrentHashMap<Long, Integer> arrivals = new ConcurrentHashMap<>();

    RequestDraw(FaultScript script) {
        this.script = script;
    }

    /**
     * @param body hash of the request's body
     * @param arrival how often that body has come, from 1
     * @param fault null where the request is answered properly
     */
    record Drawn(
            long body,
            int arrival,
            long latencyNanos,
            @Nullable Fault fault) {}

    Drawn next(byte[] body) {
        long hash = hash(body);
        int arrival = arrivals.merge(hash, 1, Integer::sum);
        SplittableRandom random = new SplittableRandom(script.seed() ^ hash ^ arrival * GOLDEN);
        @Nullable Fault fault = fault(random.nextDouble());
        @Nullable Latency latency = script.latency();
        return new Drawn(hash, arrival, latency == null ? 0 : latency.draw(random), fault);
    }

    private @Nullable Fault fault(double draw) {
        double rest = draw;
        for (Fault fault : script.faults()) {
            rest -= fault.probability();
            if (rest < 0) return fault;
        }
        return null;
    }

    /** FNV-1a. */
    private static long hash(byte[] body) {
        long hash = FNV_OFFSET;
        for (byte one : body) hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        return hash;
    }
}
