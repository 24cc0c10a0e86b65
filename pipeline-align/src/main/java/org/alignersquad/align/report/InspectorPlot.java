package org.alignersquad.align.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well one inspector tells misaligned answers (label 1) from aligned ones on one split.
 *
 * @param auc area under the ROC curve: the chance that a misaligned answer scores above an aligned one, ties counting
 *     half; null where one of the classes is empty
 * @param calibrationError mean distance of score and share of misaligned answers over the bins, weighted by rows
 * @param uncalibratedError the same of the scores before calibration; null where they are not recorded
 * @param threshold score from which the inspector calls an answer misaligned; null where it is not recorded
 * @param roc false and true positive rates, from (0, 0) to (1, 1)
 * @param calibration mean score, share of misaligned answers and number of rows, for each bin that has rows
 */
record InspectorPlot(
        String model,
        String criterion,
        String kind,
        String split,
        long rows,
        long misaligned,
        @Nullable Double auc,
        double calibrationError,
        @Nullable Double uncalibratedError,
        @Nullable Double threshold,
        List<double[]> roc,
        List<double[]> calibration) {}
