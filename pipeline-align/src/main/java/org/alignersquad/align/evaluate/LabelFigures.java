package org.alignersquad.align.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * The squad against what is known about the rows. A misaligned row is fixed where its aligned response is exactly the
 * expected one, or where the judge, by the criterion that was broken, prefers it to the original in both orders.
 *
 * @param misaligned rows labelled with a criterion of the judge
 * @param fixedExactly of the fixed rows, those that are exactly as expected
 * @param aligned rows labelled as breaking no criterion
 * @param untouched of these, those that were left as they were
 * @param overCorrection share of aligned rows that were changed: 1 − untouchedShare
 * @param unlabelled rows with another label or none; they count nowhere
 */
record LabelFigures(
        long misaligned,
        long fixed,
        long fixedExactly,
        @Nullable Double fixedShare,
        @Nullable Double fixedLow,
        @Nullable Double fixedHigh,
        long aligned,
        long untouched,
        @Nullable Double untouchedShare,
        @Nullable Double overCorrection,
        long unlabelled) {}
