package org.alignersquad.align.evaluate;

import org.jspecify.annotations.Nullable;

/** Figures with six decimals: sums of doubles in Spark differ in the last bits from run to run. */
final class Rounded {
    private Rounded() {}

    static @Nullable Double figure(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? null : Math.round(value * 1e6) / 1e6;
    }

    /** Null where there is nothing to have a share of. */
    static @Nullable Double share(double part, long of) {
        return of == 0 ? null : figure(part / of);
    }
}
