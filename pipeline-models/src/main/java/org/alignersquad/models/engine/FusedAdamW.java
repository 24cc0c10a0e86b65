package org.alignersquad.models.engine;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * AdamW over weights, with its two moments. Bias-corrected, decoupled decay on the weights that want it.
 * Mutable; one thread at a time; closing frees the moments, not the weights.
 */
public final class FusedAdamW implements AutoCloseable {
    private static final String SOURCE = ScriptText.read(FusedAdamW.class, "adamw.py.txt", Map.of());

    private final Weights weights;
    private final List<Boolean> decayed;
    private final Weights m;
    private final Weights v;
    private long step;

    /** @param decayed for each tensor of the weights, whether weight decay applies to it */
    public FusedAdamW(Weights weights, List<Boolean> decayed) {
        if (decayed.size() != weights.names().size())
            throw new IllegalArgumentException("Decay is given for " + decayed.size() + " tensors, there are "
                    + weights.names().size());
        this.weights = weights;
        this.decayed = List.copyOf(decayed);
        m = weights.zerosLike();
        v = weights.zerosLike();
    }

    /** The Euclidean norm of all gradients together. */
    public double gradientNorm() {
        try (Scope scope = Scope.inference()) {
            return script().call(scope, "norm", new TensorList(weights.gradients()))
                    .item();
        }
    }

    /** One update from the accumulated gradients times {@code gradientScale}; the gradients are zero afterwards. */
    public void update(Hyperparameters with, double learningRate, double gradientScale) {
        step++;
        update(true, with, learningRate, with.weightDecay(), gradientScale);
        update(false, with, learningRate, 0, gradientScale);
    }

    private void update(boolean group, Hyperparameters with, double learningRate, double decay, double scale) {
        if (!decayed.contains(group)) return;
        try (Scope scope = Scope.inference()) {
            script().call(
                            scope,
                            "update",
                            only(group, weights.arrays()),
                            only(group, weights.gradients()),
                            only(group, m.arrays()),
                            only(group, v.arrays()),
                            step,
                            learningRate,
                            with.beta1(),
                            with.beta2(),
                            with.epsilon(),
                            decay,
                            scale);
        }
    }

    private TensorList only(boolean group, List<PtNDArray> arrays) {
        List<PtNDArray> members = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) if (decayed.get(i) == group) members.add(arrays.get(i));
        return new TensorList(members);
    }

    private static TorchScript script() {
        return TorchScript.compile(SOURCE);
    }

    /** First moments. */
    public Weights m() {
        return m;
    }

    /** Second moments. */
    public Weights v() {
        return v;
    }

    /** Updates done so far. */
    public long step() {
        return step;
    }

    /** Continues as if this many updates had been done. */
    public void step(long done) {
        step = done;
    }

    /** What stays the same from step to step. */
    public record Hyperparameters(double beta1, double beta2, double epsilon, double weightDecay) {}

    @Override
    public void close() {
        m.close();
        v.close();
    }
}
