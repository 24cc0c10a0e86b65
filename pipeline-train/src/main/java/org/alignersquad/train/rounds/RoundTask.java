package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.List;
import org.alignersquad.models.train.CosineSchedule;
import org.alignersquad.models.train.StepResult;
import org.alignersquad.train.examples.Example;
import org.alignersquad.train.examples.Selection;
import org.alignersquad.train.examples.ShardCache;

/**
 * One task's part of a round or of a validation, on an executor. A pure function of its arguments: a repeated or
 * speculative attempt gives the same bits.
 */
final class RoundTask {
    private final TrainingTask task;
    private final int number;

    /** @param number of the Spark task, in {@code [0, tasks)} */
    RoundTask(TrainingTask task, int number) {
        this.task = task;
        this.number = number;
    }

    Contribution train(TrainingState from) {
        return Replicas.use(task, replica -> {
            replica.restore(from);
            return task.recipe().localSteps() == 1 ? gradient(replica, from) : localSteps(replica, from);
        });
    }

    private Contribution gradient(Replica<?> replica, TrainingState from) {
        return replica.gradient(new Batches(task, number).at(from.step()), dropoutSeed(from.step()), from);
    }

    private Contribution localSteps(Replica<?> replica, TrainingState from) {
        Batches batches = new Batches(task, number);
        CosineSchedule schedule = task.recipe().schedule();
        double weight = 0;
        double loss = 0;
        long tokens = 0;
        int exploded = 0;
        long first = from.step();
        for (long step = first; step < first + task.recipe().localSteps(); step++) {
            List<Example> batch = batches.at(step);
            StepResult result = replica.step(batch, schedule.learningRate(step), dropoutSeed(step));
            weight += result.weight();
            loss += result.loss() * result.weight();
            tokens += Example.tokens(batch);
            if (!result.finite()) exploded++;
        }
        TrainingState to = replica.state(from);
        to.parameters().subtract(from.parameters());
        return new Contribution(1, to.parameters(), to.m(), to.v(), weight, loss, tokens, exploded);
    }

    /** Loss over the validation examples of this task's shards, at most the recipe's rows. */
    Contribution validate(TrainingState state) {
        List<Example> examples = new ArrayList<>();
        int most = Math.max(1, task.recipe().validationRows() / task.shards());
        for (int shard : task.shards(number)) {
            List<Example> all = examples("validation", shard);
            examples.addAll(all.subList(0, Math.min(most, all.size())));
        }
        Floats none = Floats.NONE;
        if (examples.isEmpty()) return new Contribution(1, none, none, none, 0, 0, 0);
        StepResult result = Replicas.use(task, replica -> {
            replica.restore(state);
            return replica.loss(examples);
        });
        double loss = result.loss() * result.weight();
        return new Contribution(1, none, none, none, result.weight(), loss, Example.tokens(examples));
    }

    private List<Example> examples(String split, int shard) {
        return ShardCache.examples(task.files(), shard, new Selection(split, task.criteria()), task.settings());
    }

    /** Steps are far fewer than 2^40, tasks than 2^20: no two share a seed. */
    private long dropoutSeed(long step) {
        return (task.seed("dropout", 0) & 0xFFFL) << 50 ^ step << 20 ^ number;
    }
}
