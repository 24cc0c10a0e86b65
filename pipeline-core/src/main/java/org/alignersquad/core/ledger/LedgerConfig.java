package org.alignersquad.core.ledger;

import java.io.Serializable;

/**
 * Where the answer ledger is.
 *
 * @param path folder on any Hadoop file system; made where there is none
 * @param buckets of a new ledger, each read by one task at a time; a ledger that exists keeps its own number
 */
public record LedgerConfig(String path, int buckets) implements Serializable {
    public LedgerConfig {
        if (path.isBlank()) throw new IllegalArgumentException("path must not be blank");
        if (buckets < 1) throw new IllegalArgumentException("buckets must be at least 1, is: " + buckets);
    }
}
