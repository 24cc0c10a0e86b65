package org.alignersquad.train.rounds;

import java.util.List;
import java.util.function.Function;
import org.alignersquad.models.engine.FusedAdamW;
import org.alignersquad.models.train.StepResult;
import org.alignersquad.models.train.Trainable;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;
import org.alignersquad.train.examples.Example;

/**
 * A model and its optimizer in a task's hands. Holds nothing that outlives {@link #restore}: tasks may share it one after
 * another. One thread at a time.
 */
final class Replica<E> implements AutoCloseable {
    private final Trainable<E> trained;
    private final List<AutoCloseable> owned;
    private final TrainingStep<E> training;
    private final Function<Example, E> view;

    /** @param owned what is closed with it, in this order */
    Replica(Trainable<E> trained, List<AutoCloseable> owned, TrainingConfig config, Function<Example, E> view) {
        this.trained = trained;
        this.owned = owned;
        this.training = new TrainingStep<>(trained, config);
        this.view = view;
    }

    void restore(TrainingState state) {
        state.parameters().writeTo(trained.weights().flat());
        state.m().writeTo(training.optimizer().m().flat());
        state.v().writeTo(training.optimizer().v().flat());
        training.optimizer().step(state.step());
    }

    /** Copied, into chunks like those of a state that it was restored from. */
    TrainingState state(TrainingState from) {
        FusedAdamW optimizer = training.optimizer();
        return new TrainingState(
                optimizer.step(),
                from.parameters().like(trained.weights().flat()),
                from.m().like(optimizer.m().flat()),
                from.v().like(optimizer.v().flat()));
    }

    StepResult step(List<Example> batch, double learningRate, long seed) {
        return training.step(views(batch), learningRate, seed);
    }

    /** The gradient of the summed loss as a contribution, in chunks like those of a state that it was restored from. */
    Contribution gradient(List<Example> batch, long seed, TrainingState from) {
        List<E> views = views(batch);
        double weight = training.weight(views);
        double loss = training.accumulate(views, seed);
        Floats sum = from.parameters().like(trained.weights().flatGradients());
        trained.weights().clearGradients();
        float unscale = (float) (1 / trained.lossScale());
        if (unscale != 1) sum.scale(unscale);
        boolean finite = Double.isFinite(loss) && sum.finite();
        sum.scale((float) weight);
        return new Contribution(
                1, sum, Floats.NONE, Floats.NONE, weight, loss * weight, Example.tokens(batch), finite ? 0 : 1);
    }

    /** The mean loss and its weight. */
    StepResult loss(List<Example> batch) {
        List<E> views = views(batch);
        return new StepResult(training.loss(views), training.weight(views), 0);
    }

    private List<E> views(List<Example> batch) {
        return batch.stream().map(view).toList();
    }

    @Override
    public void close() {
        training.close();
        try {
            for (AutoCloseable each : owned) each.close();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot close a model", e);
        }
    }
}
