package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;

/** Rows in an order that looks like chance and that follows from seed and id alone: each has a place in [0, {@link #ALL}). */
final class Places {
    static final long ALL = 1L << 40;

    private Places() {}

    /** Of rows with an {@code id}. */
    static Column of(String seed) {
        return pmod(xxhash64(lit(seed), col("id")), lit(ALL));
    }

    /** True for about this share of rows. */
    static Column within(String seed, double share) {
        return of(seed).lt((long) Math.ceil(share * ALL));
    }
}
