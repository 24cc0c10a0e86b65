package org.alignersquad.align.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * Section {@code evaluate} of a recipe.
 *
 * @param output folder for the stages and {@code evaluation.json}
 * @param aligned output folder of job align
 * @param prompt column of the dump that holds the prompt; null for the prompts that job align has read, which is needed
 *     where they are parts of columns or of conversations
 * @param response column of the dump that holds the response before the squad; null likewise
 * @param questionType column of the dump that says what kind of question it is; null where it has none
 * @param secondJudge a judge that is asked the same, to see whether the two agree; null for none
 * @param baseline output folder of an earlier evaluation to compare with; null for none
 * @param alpacaEval what to write for AlpacaEval's tools; null for nothing
 * @param labels null where nothing is known about the rows
 * @param floors figures below which the job ends with the exit code for a gate that is not met
 */
public record EvaluateRecipe(
        String output,
        String aligned,
        @Nullable String prompt,
        @Nullable String response,
        @Nullable String questionType,
        @Nullable LabelsConfig labels,
        JudgeConfig judge,
        @Nullable JudgeConfig secondJudge,
        @Nullable String baseline,
        @Nullable AlpacaEvalConfig alpacaEval,
        FloorsConfig floors) {}
