package org.alignersquad.synth;

import java.util.List;
import java.util.Map;
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
 * @param deduplicate null where near-duplicates are asked about too, and only share a split
 * @param decontaminate null where there is nothing to keep the questions apart from
 * @param filesPerCriterion Parquet files of the triple table for each criterion and split
 * @param card what the data card says of the rows; null where nobody has said it
 * @param export null where the triples are not wanted as JSON lines too
 * @param budget what this job may spend, over all its runs; null for no cap
 * @param targetRows of each criterion: asking ends once so many rows are accepted; null where all questions are asked
 * @param targetRowsOf by criterion, in place of {@code targetRows}; null where all have the same
 * @param pilot how much {@code quote} may ask; null for about 100 questions under the job's own budget
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
        @Nullable DeduplicateConfig deduplicate,
        @Nullable DecontaminateConfig decontaminate,
        int filesPerCriterion,
        @Nullable CardConfig card,
        @Nullable ExportConfig export,
        @Nullable BudgetConfig budget,
        @Nullable Integer targetRows,
        @Nullable Map<String, Integer> targetRowsOf,
        @Nullable PilotConfig pilot) {
    public SynthRecipe {
        if (output.isBlank()) throw new IllegalArgumentException("output must not be blank");
        if (criteria.isEmpty()) throw new IllegalArgumentException("criteria must name at least one file");
        Checks.atLeast("shards_per_wave", 1, shardsPerWave);
        Checks.atLeast("files_per_criterion", 1, filesPerCriterion);
        requireOneSource(prompts, topics, questions);
        BudgetConfig.checkPrices(budget, teacher);
        if (pilot != null) BudgetConfig.checkPrices(pilot.budget(), teacher);
        if (targetRows != null) Checks.atLeast("target_rows", 1, targetRows);
        if (targetRowsOf != null) {
            targetRowsOf.forEach((name, rows) -> Checks.atLeast("target_rows_of." + name, 1, rows));
            targetRowsOf = Map.copyOf(targetRowsOf);
        }
        criteria = List.copyOf(criteria);
        if (prompts != null) prompts = List.copyOf(prompts);
    }

    boolean hasTarget() {
        return targetRows != null || targetRowsOf != null;
    }

    /** Rows that are wanted of a criterion; null for all that come. */
    @Nullable Integer target(String criterion) {
        @Nullable Integer own = targetRowsOf == null ? null : targetRowsOf.get(criterion);
        return own == null ? targetRows : own;
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
