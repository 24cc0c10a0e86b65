package org.alignersquad.train.rounds;

import java.util.List;
import java.util.function.Function;
import org.alignersquad.models.Model;
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
    private final Model model;
    private final TrainingStep<E> training;
    private final Function<Example, E> view;

    Replica(Model model, Trainable<E> trainable, TrainingConfig config, Function<Example, E> view) {
        this.model = model;
        this.training = new TrainingStep<>(trainable, config);
        this.view = view;
    }

    void restore(TrainingState state) {
        model.parameters(state.parameters());
        training.restore(state.optimizer());
    }

    TrainingState state() {
        return new TrainingState(model.parameters(), training.state());
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
        model.close();
    }
}
