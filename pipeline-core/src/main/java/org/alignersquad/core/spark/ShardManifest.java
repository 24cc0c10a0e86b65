package org.alignersquad.core.spark;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commit of one shard: a shard without a readable manifest does not exist, whatever files it left.
 *
 * @param run folder under {@code data/} that holds the shard
 * @param checksum exclusive or of Spark's xxhash64 over all columns of all rows, in hex: the same rows in any order
 * @param seconds wall time of the wave, divided by its shards
 * @param retries times that rows of this shard, rejected for a passing reason, were computed again to some effect
 * @param sums figures that the tasks added up, by name; none in manifests of older versions
 */
record ShardManifest(
        int schemaVersion,
        int shard,
        String run,
        long kept,
        Map<String, Long> rejected,
        String checksum,
        double seconds,
        int retries,
        @Nullable Map<String, Double> sums) {
    static final int SCHEMA_VERSION = 1;

    long rows() {
        return kept + rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
