package org.alignersquad.models.train;

import java.util.List;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.FusedAdamW;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;

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
     * One update of the model.
     *
     * @param seed of the dropout; the same for a repeated step
     */
    public StepResult step(List<E> examples, double learningRate, long seed) {
        double weight = weight(examples);
        double loss = 0;
        long microBatch = 0;
        for (List<E> part : microBatches(examples))
            loss += accumulate(part, 1 / weight, seed + 1_000_003 * microBatch++);
        double norm = optimizer.gradientNorm();
        double scale = norm > config.maxGradNorm() ? config.maxGradNorm() / norm : 1;
        optimizer.update(hyperparameters, learningRate, scale);
        return new StepResult(loss, weight, norm);
    }

    /**
     * The gradient of the mean loss over these examples, unclipped; changes nothing.
     *
     * @param seed of the dropout; the same for a repeated step
     */
    public Gradient gradient(List<E> examples, long seed) {
        double weight = weight(examples);
        double loss = 0;
        long microBatch = 0;
        for (List<E> part : microBatches(examples))
            loss += accumulate(part, 1 / weight, seed + 1_000_003 * microBatch++);
        float[] values = model.weights().gradientValues();
        model.weights().clearGradients();
        return new Gradient(loss, weight, values);
    }

    private double accumulate(List<E> examples, double scale, long seed) {
        try (Scope scope = Scope.recording()) {
            Tensor loss = model.loss(scope, examples, scale, config.dropout(), seed);
            loss.backward();
            return loss.item();
        }
    }

    /** The mean loss over all targets of these examples, without dropout and without an update. */
    public double loss(List<E> examples) {
        double weight = weight(examples);
        double loss = 0;
        for (List<E> part : microBatches(examples)) {
            try (Scope scope = Scope.inference()) {
                loss += model.loss(scope, part, 1 / weight, 0, 0).item();
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
