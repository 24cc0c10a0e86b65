package org.alignersquad.align;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a row to an aligner; an entry of the column {@code trail}.
 *
 * @param step counted from 1
 * @param criterion whose aligner it was
 * @param scoreBefore this criterion's score of the text that was rewritten
 * @param scoreAfter this criterion's score of the rewrite; null where it was not scored
 * @param scoresAfter all criteria's scores of the rewrite; empty where it was not scored
 * @param text the rewrite
 */
public record Step(
        int step,
        String criterion,
        float scoreBefore,
        @Nullable Float scoreAfter,
        Map<String, Float> scoresAfter,
        StepDecision decision,
        String text) {}
