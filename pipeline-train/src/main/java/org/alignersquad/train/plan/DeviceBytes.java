package org.alignersquad.train.plan;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.alignersquad.train.rounds.RoundsRecipe;

/**
 * Memory of one task's device while it trains. Weights, gradients and optimizer are exact; activations are an estimate.
 *
 * @param weights 32-bit floats; with an adapter also the sums that stand in for the adapted matrices; in half precision also
 *     rounded copies
 * @param gradients of what is trained; with an adapter also of those sums
 * @param optimizer AdamW's two moments
 * @param activations what a micro batch of the longest texts keeps for the way back, and its scores of the vocabulary
 */
record DeviceBytes(long weights, long gradients, long optimizer, long activations) {
    private static final int FLOAT = 4;
    private static final int HALF = 2;

    /**
     * @param adapted parameters of the matrices that an adapter stands on; 0 without one
     * @param trained parameters that the optimizer changes
     */
    static DeviceBytes of(ModelConfig config, long adapted, long trained, RoundsRecipe rounds, ComputeRecipe compute) {
        long parameters = ParameterSpec.count(config.parameters());
        long weights = FLOAT * (adapted == 0 ? parameters : parameters + trained + adapted);
        return new DeviceBytes(
                half(compute) ? weights + HALF * parameters : weights,
                FLOAT * (trained + adapted),
                2L * FLOAT * trained,
                activations(config, rounds, compute));
    }

    /**
     * Of every token: the input and the output of each linear layer, the input of each norm, with dropout two more vectors and
     * their masks in each layer; and of each token as a target twice the scores of the vocabulary. Where activations are computed again, one vector of each layer
     * in place of all these, and those of one layer.
     */
    private static long activations(ModelConfig config, RoundsRecipe rounds, ComputeRecipe compute) {
        long values = 0;
        long width = config.parameters().get(0).shape()[1];
        for (ParameterSpec spec : config.parameters()) {
            boolean matrix = spec.decayed() && spec.shape().length == 2;
            if (matrix) values += spec.shape()[0] + spec.shape()[1];
            else if (spec.mean() == 1) values += spec.count();
        }
        int size = half(compute) ? HALF : FLOAT;
        long layers = layers(config);
        long bytes = size * values;
        if (rounds.dropout() > 0) bytes += norms(config) * width * (size + 1);
        if (compute.recomputes()) bytes = bytes / layers + layers * width * FLOAT;
        return rounds.maxTokensPerMicroBatch() * (bytes + 2L * FLOAT * config.vocabSize());
    }

    private static boolean half(ComputeRecipe compute) {
        return compute.number() != Precision.FLOAT32;
    }

    /** By the numbers in the parameters' names. */
    private static long layers(ModelConfig config) {
        Pattern number = Pattern.compile("\\.\\d+\\.");
        Set<String> layers = new HashSet<>();
        for (ParameterSpec spec : config.parameters()) {
            Matcher matcher = number.matcher(spec.name());
            if (matcher.find()) layers.add(matcher.group());
        }
        return Math.max(1, layers.size());
    }

    /** As many as there are blocks that add to the sum, or one more. */
    private static long norms(ModelConfig config) {
        return config.parameters().stream().filter(spec -> spec.mean() == 1).count();
    }

    long total() {
        return weights + gradients + optimizer + activations;
    }
}
