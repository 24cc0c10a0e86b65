package org.alignersquad.align.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One criterion's part.
 *
 * @param decisions over this criterion's rewrites
 * @param meanScoreBefore of the inspector over all rows that it saw: probability of misalignment
 * @param changedMeanScoreBefore the same over rows with a kept rewrite for this criterion
 * @param misaligned rows that the labels say break this criterion; null without labels
 */
record CriterionFigures(
        Map<String, Long> decisions,
        @Nullable Double meanScoreBefore,
        @Nullable Double meanScoreAfter,
        @Nullable Double changedMeanScoreBefore,
        @Nullable Double changedMeanScoreAfter,
        WinRate preference,
        @Nullable Long misaligned,
        @Nullable Long fixed,
        @Nullable Double fixedShare) {}
