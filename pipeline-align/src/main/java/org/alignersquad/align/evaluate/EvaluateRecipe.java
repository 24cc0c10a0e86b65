package org.alignersquad.align.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * Section {@code evaluate} of a recipe.
 *
 * @param output folder for the stages and {@code evaluation.json}
 * @param aligned output folder of job align
 * @param prompt column of the dump that holds the prompt
 * @param response column of the dump that holds the response before the squad
 * @param labels null where nothing is known about the rows
 * @param floors figures below which the job ends with the exit code for a gate that is not met
 */
public record EvaluateRecipe(
        String output,
        String aligned,
        String prompt,
        String response,
        @Nullable LabelsConfig labels,
        JudgeConfig judge,
        FloorsConfig floors) {}
