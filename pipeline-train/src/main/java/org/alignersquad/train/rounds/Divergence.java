package org.alignersquad.train.rounds;

import org.alignersquad.models.architecture.EncoderConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where a training is of no use any more, what may help, and what is left of it. */
final class Divergence {
    private static final Logger LOG = LoggerFactory.getLogger(Divergence.class);
    /** Losses above this many times that of a model that knows nothing are no learning; a model that overfits stays below. */
    private static final double MOST = 2;

    private final TrainingTask task;
    private final Checkpoints checkpoints;

    Divergence(TrainingTask task, Checkpoints checkpoints) {
        this.task = task;
        this.checkpoints = checkpoints;
    }

    /** The loss of a model for which all tokens, or both classes, are equally likely. */
    private double ignorant() {
        return Math.log(
                task.modelConfig() instanceof EncoderConfig
                        ? 2
                        : task.modelConfig().vocabSize());
    }

    /** @throws IllegalStateException where the loss or a gradient is not a number */
    void requireFinite(Contribution sum, String what, int round) {
        if (Double.isFinite(sum.meanLoss()) && sum.exploded() == 0) return;
        String gradients = sum.exploded() == 0 ? "" : ", gradients of " + sum.exploded() + " steps are not finite";
        throw new IllegalStateException("Cannot train " + task.model() + " in round " + round + ": " + what + " is "
                + sum.meanLoss() + gradients + advice());
    }

    /** Tells of a validation loss that no model that learns has. */
    void warn(Metric validation) {
        if (validation.loss() > MOST * ignorant())
            LOG.warn(
                    "train {}: validation loss {} after round {}, a model that knows nothing has {}: is the learning_rate of {}"
                            + " too high?",
                    task.model(),
                    shown(validation.loss()),
                    validation.round(),
                    shown(ignorant()),
                    task.recipe().learningRate());
    }

    /**
     * Checks what a finished training came to.
     *
     * @throws IllegalStateException where it came to nothing
     */
    void requireLearnt(double bestLoss) {
        if (bestLoss > MOST * ignorant())
            throw new IllegalStateException("Cannot train " + task.model() + ": its best validation loss is "
                    + shown(bestLoss) + ", a model that knows nothing has " + shown(ignorant()) + advice());
    }

    private String advice() {
        String newest = checkpoints.newestFolder();
        return "; try a learning_rate below " + task.recipe().learningRate()
                + (newest == null
                        ? ". No checkpoint was written yet"
                        : ". The last checkpoint is whole: " + newest
                                + "; train.resume_from_checkpoint=true goes on from it"
                                + " with other settings, else they start anew");
    }

    private static String shown(double loss) {
        return String.format("%.4f", loss);
    }
}
