package org.alignersquad.train;

import java.nio.file.Path;
import java.util.List;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.text.Json;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.inspectors.BaselineRecipe;
import org.alignersquad.train.inspectors.BertRecipe;
import org.alignersquad.train.inspectors.CalibrationMethod;
import org.alignersquad.train.inspectors.InspectorsRecipe;
import org.alignersquad.train.inspectors.MllibRecipe;
import org.alignersquad.train.rounds.OuterRecipe;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.alignersquad.train.tracking.MlflowRecipe;

/** Recipes that train in seconds. */
final class TinyRecipes {
    private TinyRecipes() {}

    static RoundsRecipe rounds(int rounds, int localSteps, double learningRate) {
        return rounds(rounds, localSteps, learningRate, .2);
    }

    static RoundsRecipe rounds(int rounds, int localSteps, double learningRate, double substituted) {
        return rounds(rounds, localSteps, learningRate, substituted, null, null, null);
    }

    /** Rounds with momentum between them, of whose checkpoints the last and the best are kept. */
    static RoundsRecipe nesterov(int rounds, int localSteps, double learningRate) {
        return rounds(rounds, localSteps, learningRate, .2, new OuterRecipe(.7, .9), 1, true);
    }

    private static RoundsRecipe rounds(
            int rounds,
            int localSteps,
            double learningRate,
            double substituted,
            OuterRecipe outer,
            Integer keepLast,
            Boolean keepBest) {
        return new RoundsRecipe(
                rounds,
                localSteps,
                16,
                .5,
                substituted,
                learningRate,
                .1,
                2,
                .01,
                .9,
                .98,
                1,
                0,
                4096,
                1,
                64,
                100,
                1,
                outer,
                keepLast,
                keepBest);
    }

    static InspectorsRecipe inspectors() {
        return new InspectorsRecipe(
                1000,
                CalibrationMethod.ISOTONIC,
                null,
                new BaselineRecipe(12, List.of(1e-4), 8, null),
                new MllibRecipe(12, List.of(1e-5), 12, 2, true, true),
                new BertRecipe(32, 2, 2, null, rounds(8, 20, 2e-3, 0)));
    }

    static AlignersRecipe aligners(RoundsRecipe warmUp, RoundsRecipe fineTune) {
        return new AlignersRecipe(32, 1, 2, null, null, warmUp, fineTune, 16, 40, null, null, null, null, null);
    }

    /** The same with {@code resume_from_checkpoint}. */
    static Recipe<TrainRecipe> resumed(Recipe<TrainRecipe> recipe) {
        return with(recipe.values(), true, null);
    }

    static Recipe<TrainRecipe> tracked(Recipe<TrainRecipe> recipe, MlflowRecipe mlflow) {
        return with(recipe.values(), null, mlflow);
    }

    private static Recipe<TrainRecipe> with(TrainRecipe of, Boolean resumed, MlflowRecipe mlflow) {
        TrainRecipe values = new TrainRecipe(
                of.triples(),
                null,
                of.output(),
                of.criteria(),
                of.seed(),
                of.shards(),
                of.tasks(),
                of.minRows(),
                of.vocabSize(),
                of.maxLength(),
                resumed,
                mlflow,
                null,
                of.inspectors(),
                of.aligners());
        return new Recipe<>("tiny.yaml", "train", values, Json.tree(values));
    }

    static Recipe<TrainRecipe> recipe(
            Path triples,
            Path output,
            int tasks,
            List<String> criteria,
            InspectorsRecipe inspectors,
            AlignersRecipe aligners) {
        return recipe(triples, output, tasks, 4, 330, criteria, inspectors, aligners);
    }

    /** @param vocabSize null where every model starts from a checkpoint */
    static Recipe<TrainRecipe> recipe(
            Path triples,
            Path output,
            int tasks,
            int minRows,
            Integer vocabSize,
            List<String> criteria,
            InspectorsRecipe inspectors,
            AlignersRecipe aligners) {
        TrainRecipe values = new TrainRecipe(
                triples.toString(),
                null,
                output.toString(),
                criteria,
                7,
                4,
                tasks,
                minRows,
                vocabSize,
                64,
                null,
                null,
                null,
                inspectors,
                aligners);
        return new Recipe<>("tiny.yaml", "train", values, Json.tree(values));
    }
}
