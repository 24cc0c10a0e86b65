package org.alignersquad.align.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All figures of an evaluation, as they are in {@code evaluation.json}.
 *
 * @param of fingerprint and checksum of the rows that were evaluated
 * @param questionTypes win rates by question type; empty where the recipe names no column
 * @param agreement of the second judge with the first; null where the recipe names none
 * @param against an earlier run; null where the recipe names none
 * @param labels null where the recipe names none
 */
record Evaluation(
        String of,
        RowFigures rows,
        JudgeFigures judge,
        Map<String, CriterionFigures> criteria,
        Map<String, WinRate> questionTypes,
        @Nullable Agreement agreement,
        @Nullable Against against,
        @Nullable LabelFigures labels) {}
