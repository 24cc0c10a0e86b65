package org.alignersquad.train.rounds;

import java.io.Serializable;
import org.alignersquad.models.train.CosineSchedule;
import org.alignersquad.models.train.TrainingConfig;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained.
 *
 * @param rounds at most this many; early stopping may end sooner
 * @param localSteps steps that a task takes between two averages; 1 is synchronous data parallelism
 * @param batchSize examples of one step, over all tasks
 * @param alignedShare share of examples whose response is aligned: for an aligner, of those it must leave as they are
 * @param substitutedShare share of the tokens that an aligner must copy which are replaced by others, so that it learns to copy
 *     rather than to know the texts by heart; 0 for inspectors
 * @param warmupSteps steps in which the learning rate rises
 * @param learningRateFloor share of the learning rate that is left in the last step
 * @param maxTokensPerMicroBatch padded tokens that a task holds in memory at once
 * @param validateEvery rounds between two looks at the validation loss
 * @param validationRows examples at most, over all shards
 * @param patience validations without a better loss before training stops
 * @param checkpointEvery rounds between two checkpoints
 * @param outer momentum over rounds, where {@code localSteps} is above 1; absent: the tasks' plain mean
 * @param keepLast newest checkpoints that are kept; absent: 2
 * @param keepBest whether the checkpoint of the best validation is written and kept, too; absent: its parameters alone are, which
 *     every checkpoint holds
 */
public record RoundsRecipe(
        int rounds,
        int localSteps,
        int batchSize,
        double alignedShare,
        double substitutedShare,
        double learningRate,
        double learningRateFloor,
        int warmupSteps,
        double weightDecay,
        double adamBeta1,
        double adamBeta2,
        double maxGradNorm,
        double dropout,
        int maxTokensPerMicroBatch,
        int validateEvery,
        int validationRows,
        int patience,
        int checkpointEvery,
        @Nullable OuterRecipe outer,
        @Nullable Integer keepLast,
        @Nullable Boolean keepBest)
        implements Serializable {
    private static final double ADAM_EPSILON = 1e-8;

    public RoundsRecipe {
        atLeastOne("rounds", rounds);
        atLeastOne("local_steps", localSteps);
        atLeastOne("batch_size", batchSize);
        atLeastOne("validate_every", validateEvery);
        atLeastOne("validation_rows", validationRows);
        atLeastOne("patience", patience);
        atLeastOne("checkpoint_every", checkpointEvery);
        if (keepLast != null) atLeastOne("keep_last", keepLast);
        if (outer != null && localSteps == 1)
            throw new IllegalArgumentException(
                    "outer needs local_steps above 1: a step that is shared has nothing to average");
        if (alignedShare < 0 || alignedShare > 1)
            throw new IllegalArgumentException("aligned_share must be in [0, 1], is: " + alignedShare);
        if (substitutedShare < 0 || substitutedShare > 1)
            throw new IllegalArgumentException("substituted_share must be in [0, 1], is: " + substitutedShare);
        new CosineSchedule(learningRate, warmupSteps, rounds * localSteps, learningRateFloor);
        config(adamBeta1, adamBeta2, weightDecay, maxGradNorm, dropout, maxTokensPerMicroBatch);
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + " must be at least 1, is: " + value);
    }

    int lastKept() {
        return keepLast == null ? 2 : keepLast;
    }

    boolean bestKept() {
        return Boolean.TRUE.equals(keepBest);
    }

    /** The learning rate of every step. */
    public CosineSchedule schedule() {
        return new CosineSchedule(learningRate, warmupSteps, rounds * localSteps, learningRateFloor);
    }

    /** What stays the same from step to step. */
    public TrainingConfig config() {
        return config(adamBeta1, adamBeta2, weightDecay, maxGradNorm, dropout, maxTokensPerMicroBatch);
    }

    private static TrainingConfig config(
            double beta1, double beta2, double weightDecay, double maxGradNorm, double dropout, int maxTokens) {
        return new TrainingConfig(beta1, beta2, ADAM_EPSILON, weightDecay, maxGradNorm, dropout, maxTokens);
    }
}
