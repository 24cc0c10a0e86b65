package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.List;
import org.alignersquad.train.examples.Example;
import org.alignersquad.train.examples.Selection;
import org.alignersquad.train.examples.ShardCache;

/** One task's batches: of every shard that is the task's, the share of its step's batch. */
public final class Batches {
    private final TrainingTask task;
    private final List<Integer> shards = new ArrayList<>();
    private final List<BatchOrder> orders = new ArrayList<>();

    /**
     * Reads the task's shards, where this process has not read them before.
     *
     * @param number of the Spark task, in {@code [0, tasks)}
     */
    public Batches(TrainingTask task, int number) {
        this.task = task;
        for (int shard : task.shards(number)) {
            shards.add(shard);
            orders.add(new BatchOrder(
                    ShardCache.examples(task.files(), shard, new Selection("train", task.criteria()), task.settings()),
                    task.batchPerShard(),
                    task.recipe().alignedShare(),
                    task.seed("order", shard)));
        }
    }

    /**
     * The task's part of a step's batch.
     *
     * @param step counted from 0, over all rounds
     * @throws IllegalStateException where the task's shards hold no training examples
     */
    public List<Example> at(long step) {
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++)
            batch.addAll(substituted(orders.get(i).batch(step), task.seed("substitute", shards.get(i)) + step));
        if (batch.isEmpty())
            throw new IllegalStateException("Cannot train " + task.model() + ": shards " + shards
                    + " hold no training examples of " + task.criteria() + "; use fewer shards");
        return batch;
    }

    private List<Example> substituted(List<Example> batch, long seed) {
        if (task.recipe().substitutedShare() == 0 || batch.isEmpty()) return batch;
        return new SubstitutedTokens(task.recipe().substitutedShare(), seed).in(batch);
    }
}
