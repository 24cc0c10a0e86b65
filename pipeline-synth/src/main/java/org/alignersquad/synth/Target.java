package org.alignersquad.synth;

import org.jspecify.annotations.Nullable;

/**
 * How far a criterion is on the way to its target.
 *
 * @param target rows that are wanted; null for all that come
 * @param accepted rows that have passed the filters
 * @param asked questions that were asked
 * @param notAsked questions that are left: they are neither in nor rejected in any later stage
 */
record Target(@Nullable Integer target, long accepted, long asked, long notAsked) {
    /** Asking for fewer at a time would cost more in waiting than it could spare. */
    private static final long LEAST_WAVE = 16;

    Target plus(long moreAccepted, long moreAsked) {
        return new Target(target, accepted + moreAccepted, asked + moreAsked, notAsked - moreAsked);
    }

    boolean reached() {
        return target != null && accepted >= target;
    }

    /** The questions came to their end first. */
    boolean missed() {
        return target != null && accepted < target && notAsked == 0;
    }

    /** Of the questions asked so far; 1 before the first: then no more are asked than can be needed. */
    double keptShare() {
        return asked == 0 ? 1 : (double) accepted / asked;
    }

    /** Questions that will probably do; 0 where enough rows are there or no question is left. */
    long next() {
        if (reached()) return 0;
        if (target == null) return notAsked;
        // nothing was kept so far: try as many again
        double needed = accepted == 0 ? Math.max(asked, target) : (target - accepted) / keptShare();
        return Math.min(notAsked, Math.max(LEAST_WAVE, (long) Math.ceil(needed)));
    }
}
