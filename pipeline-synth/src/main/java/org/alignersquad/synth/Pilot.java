package org.alignersquad.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.alignersquad.synth.PilotStage.Spend;
import org.jspecify.annotations.Nullable;

/**
 * What a pilot has seen, and what follows for the whole run.
 *
 * @param topics rounds that were made whole
 * @param questionCalls a sample; null where the questions are there already
 * @param supply likewise
 * @param questions that are there; of no meaning beside {@code supply}
 * @param answers stages that asked about the sample of questions
 * @param asked questions of the sample
 * @param accepted of them, after all filters
 * @param shares of the questions, by criterion
 */
record Pilot(
        List<PilotStage> topics,
        @Nullable PilotStage questionCalls,
        @Nullable QuestionSupply supply,
        long questions,
        List<PilotStage> answers,
        long asked,
        long accepted,
        Map<String, Double> shares) {

    /** A stage of the whole run. */
    record Part(String stage, double calls, Spend spend) {}

    /** The whole run; a bootstrap replicate of it where there is a source of chance. */
    List<Part> parts(SynthRecipe recipe, @Nullable SplittableRandom random) {
        List<Part> parts = new ArrayList<>();
        for (PilotStage round : topics)
            parts.add(new Part(round.name(), round.calls().size(), round.all()));
        double all = questions;
        if (questionCalls != null && supply != null) {
            parts.add(part(questionCalls, supply.calls(), random));
            all = random == null ? supply.estimate() : supply.resampled(random);
        }
        double whole = asked(recipe, all, random);
        for (PilotStage stage : answers)
            parts.add(part(stage, whole * stage.calls().size() / asked, random));
        return parts;
    }

    private static Part part(PilotStage stage, double calls, @Nullable SplittableRandom random) {
        Spend mean = random == null ? stage.mean() : stage.resampledMean(random);
        return new Part(stage.name(), calls, mean.times(calls));
    }

    /** Questions that will be asked: all, or as many as {@code target_rows} takes. */
    private double asked(SynthRecipe recipe, double all, @Nullable SplittableRandom random) {
        double kept = keptShare(random);
        double sum = 0;
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            double there = all * share.getValue();
            Integer target = recipe.target(share.getKey());
            sum += target == null || kept == 0 ? there : Math.min(there, target / kept);
        }
        return sum;
    }

    private double keptShare(@Nullable SplittableRandom random) {
        double share = (double) accepted / asked;
        if (random == null) return share;
        int kept = 0;
        for (long i = 0; i < asked; i++) if (random.nextDouble() < share) kept++;
        return (double) kept / asked;
    }

    /** What the pilot itself has sent. */
    Spend paid() {
        Spend sum = Spend.NOTHING;
        for (PilotStage stage : topics) sum = sum.plus(stage.paid());
        if (questionCalls != null) sum = sum.plus(questionCalls.paid());
        for (PilotStage stage : answers) sum = sum.plus(stage.paid());
        return sum;
    }
}
