package org.alignersquad.core.spark;

import java.util.Map;

/**
 * What a finished stage did.
 *
 * @param in rows (or candidates, where a stage makes several of one) that it decided over; {@code kept + rejected}
 * @param rejected rows by reason
 * @param seconds wall time of the run that finished it, plus that of earlier runs' shards
 */
public record StageReport(String name, long in, long kept, Map<String, Long> rejected, double seconds) {
    public StageReport {
        rejected = Map.copyOf(rejected);
    }

    public long rejectedRows() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
