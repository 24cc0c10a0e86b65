package org.alignersquad.train.inspectors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The inspectors of each criterion.
 *
 * @param scoredRows validation rows at most that calibration and threshold look at, and test rows at most that figures are
 *     computed on, per criterion
 * @param mllib absent: none of this kind
 * @param bert absent: none of this kind
 */
public record InspectorsRecipe(
        int scoredRows,
        @Nullable MllibRecipe mllib,
        @Nullable BertRecipe bert) implements Serializable {
    public InspectorsRecipe {
        if (scoredRows < 2) throw new IllegalArgumentException("scored_rows must be at least 2, is: " + scoredRows);
        if (mllib == null && bert == null) throw new IllegalArgumentException("mllib or bert must be there");
    }
}
