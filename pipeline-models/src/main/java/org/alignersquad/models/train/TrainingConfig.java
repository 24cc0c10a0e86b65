package org.alignersquad.models.train;

import java.io.Serializable;

/**
 * What stays the same from step to step.
 *
 * @param maxGradNorm gradients with a larger Euclidean norm over all parameters are scaled down to it
 * @param maxTokensPerMicroBatch padded tokens that go through the model at once; does not change the result
 */
public record TrainingConfig(
        double adamBeta1,
        double adamBeta2,
        double adamEpsilon,
        double weightDecay,
        double maxGradNorm,
        double dropout,
        int maxTokensPerMicroBatch)
        implements Serializable {
    public TrainingConfig {
        require(adamBeta1 >= 0 && adamBeta1 < 1, "adam_beta1 must be in [0, 1)", adamBeta1);
        require(adamBeta2 >= 0 && adamBeta2 < 1, "adam_beta2 must be in [0, 1)", adamBeta2);
        require(adamEpsilon > 0, "adam_epsilon must be above 0", adamEpsilon);
        require(weightDecay >= 0, "weight_decay must be at least 0", weightDecay);
        require(maxGradNorm > 0, "max_grad_norm must be above 0", maxGradNorm);
        require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1)", dropout);
        require(maxTokensPerMicroBatch > 0, "max_tokens_per_micro_batch must be above 0", maxTokensPerMicroBatch);
    }

    private static void require(boolean holds, String rule, double value) {
        if (!holds) throw new IllegalArgumentException(rule + ", is: " + value);
    }
}
