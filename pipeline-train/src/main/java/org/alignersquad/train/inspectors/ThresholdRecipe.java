package org.alignersquad.train.inspectors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the decision threshold is chosen for, on validation rows.
 *
 * @param precision least share of rows called misaligned that are; for {@code recall-at-precision}
 * @param missedCost of a misaligned row that is let pass, in units of a false alarm's cost; for {@code cost}
 * @param decidedPrecision where present, rows are decided only outside of a band of scores: above it at least this share
 *     is misaligned, below it at least this share is aligned. The band is kept in the card's training record
 */
public record ThresholdRecipe(
        Objective objective,
        @Nullable Double precision,
        @Nullable Double missedCost,
        @Nullable Double decidedPrecision) implements Serializable {
    /** What is made as large as can be. */
    public enum Objective {
        /** F1 of class misaligned. */
        F1,
        /** Recall of class misaligned, where its precision is high enough. */
        RECALL_AT_PRECISION,
        /** The least cost of errors. */
        COST
    }

    static final ThresholdRecipe F1 = new ThresholdRecipe(Objective.F1, null, null, null);

    public ThresholdRecipe {
        if (objective == Objective.RECALL_AT_PRECISION && !isShare(precision))
            throw new IllegalArgumentException("precision must be in (0, 1) for recall-at-precision, is: " + precision);
        if (objective == Objective.COST && (missedCost == null || !(missedCost > 0)))
            throw new IllegalArgumentException("missed_cost must be above 0 for cost, is: " + missedCost);
        if (decidedPrecision != null && !isShare(decidedPrecision))
            throw new IllegalArgumentException("decided_precision must be in (0, 1), is: " + decidedPrecision);
    }

    private static boolean isShare(@Nullable Double value) {
        return value != null && value > 0 && value < 1;
    }
}
