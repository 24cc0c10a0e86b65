package org.alignersquad.core.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the task that wrote a shard counted. Mutable. */
final class ShardCounts implements Serializable {
    private long kept;
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Double> sums = new TreeMap<>();
    private long checksum;

    /** @param reason null where the row is kept */
    void add(@Nullable String reason, long hash) {
        checksum ^= hash;
        if (reason == null) kept++;
        else rejected.merge(reason, 1L, Long::sum);
    }

    void add(String figure, double value) {
        sums.merge(figure, value, Double::sum);
    }

    ShardCounts add(ShardCounts others) {
        kept += others.kept;
        checksum ^= others.checksum;
        others.rejected.forEach((reason, rows) -> rejected.merge(reason, rows, Long::sum));
        others.sums.forEach(this::add);
        return this;
    }

    /** @throws IllegalStateException where rows were lost or made; {@code expected} of -1 allows any number */
    void check(String stage, int shard, long expected) {
        long found =
                kept + rejected.values().stream().mapToLong(Long::longValue).sum();
        if (expected >= 0 && found != expected) {
            throw new IllegalStateException("Stage " + stage + ", shard " + shard + ": " + expected + " rows went in, "
                    + kept + " kept and " + (found - kept) + " rejected came out");
        }
    }

    ShardManifest manifest(int shard, String run, double seconds, int retries) {
        String hex = String.format("%016x", checksum);
        return new ShardManifest(ShardManifest.SCHEMA_VERSION, shard, run, kept, rejected, hex, seconds, retries, sums);
    }
}
