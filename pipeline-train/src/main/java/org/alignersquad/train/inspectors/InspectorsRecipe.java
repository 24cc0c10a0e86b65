package org.alignersquad.train.inspectors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The inspectors of each criterion.
 *
 * @param scoredRows validation rows at most that calibration and threshold look at, and test rows at most that figures are
 *     computed on, per criterion
 * @param calibration how scores become probabilities; absent: temperature
 * @param objective what the threshold is chosen for; absent: F1
 * @param baseline a bag of words to measure inspectors against; absent: none
 * @param mllib absent: none of this kind
 * @param bert absent: none of this kind
 */
public record InspectorsRecipe(
        int scoredRows,
        @Nullable CalibrationMethod calibration,
        @Nullable ThresholdRecipe objective,
        @Nullable BaselineRecipe baseline,
        @Nullable MllibRecipe mllib,
        @Nullable BertRecipe bert)
        implements Serializable {
    public InspectorsRecipe {
        if (scoredRows < 2) throw new IllegalArgumentException("scored_rows must be at least 2, is: " + scoredRows);
        if (mllib == null && bert == null) throw new IllegalArgumentException("mllib or bert must be there");
    }

    CalibrationMethod calibrated() {
        return calibration == null ? CalibrationMethod.TEMPERATURE : calibration;
    }

    ThresholdRecipe threshold() {
        return objective == null ? ThresholdRecipe.F1 : objective;
    }
}
