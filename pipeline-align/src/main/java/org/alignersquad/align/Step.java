package org.alignersquad.align;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a row to an aligner; an entry of the column {@code trail}.
 *
 * @param step counted from 1
 * @param criterion whose aligner it was
 * @param aligner the model: its folder, or the model's name at an endpoint
 * @param scoreBefore this criterion's score of the text that was rewritten
 * @param scoreAfter this criterion's score of the rewrite; null where it was not scored
 * @param scoresBefore all criteria's scores of the text that was rewritten
 * @param scoresAfter all criteria's scores of the rewrite; empty where it was not scored
 * @param reason why it was decided so, in words and figures
 * @param text the rewrite
 */
public record Step(
        int step,
        String criterion,
        String aligner,
        float scoreBefore,
        @Nullable Float scoreAfter,
        Map<String, Float> scoresBefore,
        Map<String, Float> scoresAfter,
        StepDecision decision,
        String reason,
        String text) {}
