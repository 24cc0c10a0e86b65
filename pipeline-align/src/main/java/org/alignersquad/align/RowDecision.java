package org.alignersquad.align;

/** What became of one row. */
public enum RowDecision {
    /** No inspector found fault. */
    UNTOUCHED,
    /** At least one rewrite was kept. */
    ALIGNED,
    /** An inspector found fault, and no rewrite was kept. */
    REFUSED,
    /** Nobody looked at it, see {@link SkipReason}. */
    SKIPPED
}
