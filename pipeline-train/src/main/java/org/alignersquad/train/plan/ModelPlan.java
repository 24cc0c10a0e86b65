package org.alignersquad.train.plan;

import org.alignersquad.train.rounds.RoundsRecipe;
import org.alignersquad.train.rounds.TaskSum;

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

    /**
     * What the driver holds at once: a state and its copy on the way out, the best parameters, the outer step's velocity, and
     * what comes back from the tasks.
     */
    long driverBytes() {
        long velocity = rounds.outer() == null ? 0 : FLOAT * trained;
        long back = TaskSum.of(rounds, trained).atDriver(tasks) * bytesBack();
        return 2 * bytesOut() + FLOAT * trained + velocity + back;
    }

    /** A worker's own share of a round: 6 operations for each parameter and token, 4 where the model is frozen. */
    double computeSeconds(Cluster cluster) {
        double tokens = (double) tokensPerRound() / tasks;
        return (adapter ? 4 : 6) * (double) parameters * tokens / (cluster.tflops() * 1e12);
    }

    /**
     * What a round costs besides: every worker takes the state in once, in pieces that workers give one another; contributions
     * come back by the sum's tree.
     */
    double movingSeconds(int workers, Cluster cluster) {
        double back = TaskSum.of(rounds, trained).takenIn(workers);
        double bytes = (workers > 1 ? 2 : 1) * bytesOut() + back * bytesBack();
        return cluster.latencySeconds() + bytes / cluster.bytesPerSecond();
    }

    /** Tokens per second of so many workers, each with its own share of a batch, over those of one. */
    double scaling(int workers, Cluster cluster) {
        double alone = computeSeconds(cluster) + movingSeconds(1, cluster);
        return workers * alone / (computeSeconds(cluster) + movingSeconds(workers, cluster));
    }
}
