package org.alignersquad.train.rounds;

import java.util.List;
import java.util.function.Function;
import org.alignersquad.models.train.Gradient;
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
        trained.weights().assign(state.parameters());
        training.restore(state.optimizer());
    }

    TrainingState state() {
        return new TrainingState(trained.weights().values(), training.state());
    }

    StepResult step(List<Example> batch, double learningRate, long seed) {
        return training.step(views(batch), learningRate, seed);
    }

    Gradient gradient(List<Example> batch, long seed) {
        return training.gradient(views(batch), seed);
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
