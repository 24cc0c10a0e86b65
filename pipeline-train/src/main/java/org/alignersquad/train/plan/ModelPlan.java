package org.alignersquad.train.plan;

import org.alignersquad.train.rounds.RoundsRecipe;

/**
 * What training one model takes.
 *
 * @param model its name in metrics and checkpoints
 * @param parameters of the model, new tokens' rows included
 * @param trained that the optimizer changes, and that go over the network
 * @param tasks of a round
 * @param maxLength tokens of the longest text
 * @param adapter whether it is one, on a frozen model
 */
public record ModelPlan(
        String model,
        String modelType,
        long parameters,
        long trained,
        DeviceBytes device,
        RoundsRecipe rounds,
        int tasks,
        int maxLength,
        boolean adapter) {
    /** Contributions that one machine takes in at once; see {@code TaskSum}. */
    private static final int FAN_IN = 8;

    private static final int FLOAT = 4;

    /** At most so many: texts that are shorter have fewer. */
    public long tokensPerRound() {
        return (long) rounds.localSteps() * rounds.batchSize() * maxLength;
    }

    /** To one task: parameters and both moments. */
    private long bytesOut() {
        return 3L * FLOAT * trained;
    }

    /** From one task: movement and both moments, or where every step is shared a gradient. */
    private long bytesBack() {
        return (rounds.localSteps() == 1 ? 1L : 3L) * FLOAT * trained;
    }

    /** To all tasks and back, as {@code metrics.jsonl} has them. */
    public long bytesPerRound() {
        return tasks * (bytesOut() + bytesBack());
    }

    /** What the driver holds at once: a state and its copy on the way out, the best parameters, and the tasks' sums. */
    long driverBytes() {
        return 2 * bytesOut() + FLOAT * trained + Math.min(tasks, FAN_IN) * bytesBack();
    }

    /** A worker's own share of a round: 6 operations for each parameter and token, 4 where the model is frozen. */
    double computeSeconds(Cluster cluster) {
        double tokens = (double) tokensPerRound() / tasks;
        return (adapter ? 4 : 6) * (double) parameters * tokens / (cluster.tflops() * 1e12);
    }

    /**
     * What a round costs besides: every worker takes the state in once, in pieces that workers give one another; at each
     * level of the sum's tree a machine takes in as many contributions as meet there.
     */
    double movingSeconds(int workers, Cluster cluster) {
        int parts = workers;
        double back = 0;
        for (; parts > FAN_IN; parts = (parts + FAN_IN - 1) / FAN_IN) back += FAN_IN;
        back += parts;
        double bytes = (workers > 1 ? 2 : 1) * bytesOut() + back * bytesBack();
        return cluster.latencySeconds() + bytes / cluster.bytesPerSecond();
    }

    /** Tokens per second of so many workers, each with its own share of a batch, over those of one. */
    double scaling(int workers, Cluster cluster) {
        double alone = computeSeconds(cluster) + movingSeconds(1, cluster);
        return workers * alone / (computeSeconds(cluster) + movingSeconds(workers, cluster));
    }
}
