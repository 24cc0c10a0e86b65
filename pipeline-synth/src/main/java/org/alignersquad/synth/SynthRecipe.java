package org.alignersquad.synth;

import java.util.List;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.ledger.LedgerConfig;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.TeacherConfig;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code synth} of a recipe. The questions come from the teacher ({@code topics} and {@code questions}) or from
 * elsewhere ({@code prompts}).
 *
 * @param output folder of this job alone
 * @param seed of every draw of this job; requests have seeds of their own in their sampling
 * @param criteria paths of criterion files
 * @param shardsPerWave how many ledger buckets are asked about and committed together; a killed run asks again about
 *     nothing, but computes a wave again
 * @param prompts for each criterion where its questions are; null where the teacher writes them
 * @param decontaminate null where there is nothing to keep the questions apart from
 * @param budget what this job may spend, over all its runs; null for no cap
 */
public record SynthRecipe(
        String output,
        long seed,
        List<String> criteria,
        LedgerConfig ledger,
        TeacherConfig teacher,
        int shardsPerWave,
        @Nullable List<PromptsConfig> prompts,
        @Nullable TopicsConfig topics,
        @Nullable QuestionsConfig questions,
        AnswersConfig answers,
        FiltersConfig filters,
        NearDuplicatesConfig nearDuplicates,
        @Nullable DecontaminateConfig decontaminate,
        int filesPerCriterion,
        @Nullable BudgetConfig budget) {
    public SynthRecipe {
        if (output.isBlank()) throw new IllegalArgumentException("output must not be blank");
        if (criteria.isEmpty()) throw new IllegalArgumentException("criteria must name at least one file");
        Checks.atLeast("shards_per_wave", 1, shardsPerWave);
        Checks.atLeast("files_per_criterion", 1, filesPerCriterion);
        requireOneSource(prompts, topics, questions);
        BudgetConfig.checkPrices(budget, teacher);
        criteria = List.copyOf(criteria);
        if (prompts != null) prompts = List.copyOf(prompts);
    }

    private static void requireOneSource(
            @Nullable List<PromptsConfig> prompts, @Nullable TopicsConfig topics, @Nullable QuestionsConfig questions) {
        if (prompts == null && (topics == null || questions == null)) {
            throw new IllegalArgumentException("needs either prompts, or both topics and questions");
        }
        if (prompts != null && (topics != null || questions != null)) {
            throw new IllegalArgumentException("prompts must not stand beside topics and questions");
        }
        if (prompts != null && prompts.isEmpty()) throw new IllegalArgumentException("prompts must hold an entry");
    }
}
