package org.alignersquad.models.train;

import java.util.List;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.FusedAdamW;
import org.alignersquad.models.engine.Scope;

/**
 * Updates a model's parameters from batches of examples: the mean loss over all targets of the batch, accumulated over
 * micro batches of similar length, clipped by the global norm, then AdamW. Equal inputs and seeds give equal bits.
 *
 * <p>Owns the optimizer state, not the model. One thread at a time; replicas in other threads do not disturb it.
 */
public final class TrainingStep<E> implements AutoCloseable {
    private final Trainable<E> model;
    private final TrainingConfig config;
    private final FusedAdamW optimizer;
    private final FusedAdamW.Hyperparameters hyperparameters;

    public TrainingStep(Trainable<E> model, TrainingConfig config) {
        this.model = model;
        this.config = config;
        optimizer = new FusedAdamW(model.weights(), model.decayed());
        hyperparameters = new FusedAdamW.Hyperparameters(
                config.adamBeta1(), config.adamBeta2(), config.adamEpsilon(), config.weightDecay());
    }

    /**
     * One update of the model; none where the loss or the gradient is not finite.
     *
     * @param seed of the dropout; the same for a repeated step
     */
    public StepResult step(List<E> examples, double learningRate, long seed) {
        double weight = weight(examples);
        double loss = accumulate(examples, weight, seed);
        double norm = optimizer.gradientNorm() / model.lossScale();
        StepResult result = new StepResult(loss, weight, norm);
        if (result.finite()) {
            double clip = norm > config.maxGradNorm() ? config.maxGradNorm() / norm : 1;
            optimizer.update(hyperparameters, learningRate, clip / model.lossScale());
        } else model.weights().clearGradients();
        return result;
    }

    /**
     * The gradient of the mean loss over these examples, unclipped; changes nothing.
     *
     * @param seed of the dropout; the same for a repeated step
     */
    public Gradient gradient(List<E> examples, long seed) {
        double weight = weight(examples);
        double loss = accumulate(examples, weight, seed);
        float[] values = model.weights().gradientValues();
        model.weights().clearGradients();
        float unscale = (float) (1 / model.lossScale());
        if (unscale != 1) for (int i = 0; i < values.length; i++) values[i] *= unscale;
        return new Gradient(loss, weight, values);
    }

    /**
     * Leaves the gradient of the mean loss over these examples in the model's weights, for reading it where it is too large
     * for {@link #gradient}: times the model's loss scale, unclipped, and for the caller to clear.
     *
     * @param seed of the dropout; the same for a repeated step
     * @return the mean loss
     */
    public double accumulate(List<E> examples, long seed) {
        return accumulate(examples, weight(examples), seed);
    }

    /** Adds the gradient times the model's loss scale to the gradients, and gives the mean loss. */
    private double accumulate(List<E> examples, double weight, long seed) {
        double loss = 0;
        long microBatch = 0;
        double scale = model.lossScale() / weight;
        for (List<E> part : microBatches(examples)) {
            try (Scope scope = Scope.recording()) {
                LossTerms terms = new LossTerms(scale, config.dropout(), seed + 1_000_003 * microBatch++);
                loss += model.backward(scope, part, terms).item() / model.lossScale();
            }
        }
        return loss;
    }

    /** The mean loss over all targets of these examples, without dropout and without an update. */
    public double loss(List<E> examples) {
        double weight = weight(examples);
        double loss = 0;
        for (List<E> part : microBatches(examples)) {
            try (Scope scope = Scope.inference()) {
                loss += model.loss(scope, part, LossTerms.scaled(1 / weight)).item();
            }
        }
        return loss;
    }

    /** The denominator of these examples' mean loss.
     *
     * @throws IllegalArgumentException where none of them has a target
     */
    public double weight(List<E> examples) {
        double weight = examples.stream().mapToDouble(model::weight).sum();
        if (!(weight > 0))
            throw new IllegalArgumentException(
                    "Cannot train on a batch of " + examples.size() + " examples without targets");
        return weight;
    }

    private List<List<E>> microBatches(List<E> examples) {
        return LengthBuckets.of(examples, model::length, config.maxTokensPerMicroBatch());
    }

    /** What is trained. */
    public Trainable<E> model() {
        return model;
    }

    /** The optimizer, for streaming its moments where they are too large for {@link #state()}. */
    public FusedAdamW optimizer() {
        return optimizer;
    }

    /** The optimizer's state, copied. */
    public AdamWState state() {
        return new AdamWState(
                optimizer.step(), optimizer.m().values(), optimizer.v().values());
    }

    /** Continues from this state. */
    public void restore(AdamWState state) {
        optimizer.m().assign(state.m());
        optimizer.v().assign(state.v());
        optimizer.step(state.step());
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
