package org.alignersquad.align.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All figures of an evaluation, as they are in {@code evaluation.json}.
 *
 * @param of fingerprint and checksum of the rows that were evaluated
 * @param labels null where the recipe names none
 */
record Evaluation(
        String of,
        RowFigures rows,
        JudgeFigures judge,
        Map<String, CriterionFigures> criteria,
        @Nullable LabelFigures labels) {}
