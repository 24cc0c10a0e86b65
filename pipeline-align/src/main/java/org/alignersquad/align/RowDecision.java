package org.alignersquad.align;

/** What became of one row. */
public enum RowDecision {
    /** No inspector found fault. */
    UNTOUCHED,
    /** An inspector was in doubt, see {@link MemberConfig#abstain()}, and none found clear fault. */
    ABSTAINED,
    /** An inspector found fault, and no aligner was asked: in a dry run, or where batch-mean's visits were used up. */
    FAULTY,
    /** At least one rewrite was kept. */
    ALIGNED,
    /** An inspector found fault, and no rewrite was kept. */
    REFUSED,
    /** Nobody looked at it, see {@link SkipReason}. */
    SKIPPED
}
