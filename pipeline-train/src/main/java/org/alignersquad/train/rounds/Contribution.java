package org.alignersquad.train.rounds;

import java.io.Serializable;

/**
 * What one task gives back from a round, or the sum of several tasks' contributions.
 *
 * <p>After several local steps: how far the parameters moved, and the moments. After a synchronous step: the gradient
 * times its weight in place of the movement, and no moments.
 *
 * @param tasks tasks that are summed here
 * @param weight targets that the loss is the mean over, all steps together
 * @param loss summed over the targets
 * @param tokens that went through the model
 * @param exploded steps whose gradient held what is no number, and which changed nothing
 */
record Contribution(
        int tasks, float[] movement, float[] m, float[] v, double weight, double loss, long tokens, int exploded)
        implements Serializable {
    Contribution(int tasks, float[] movement, float[] m, float[] v, double weight, double loss, long tokens) {
        this(tasks, movement, m, v, weight, loss, tokens, 0);
    }

    /** Adds in place and gives this array's owner back: sums of many large arrays must not cost many more. */
    Contribution plus(Contribution other) {
        add(movement, other.movement);
        add(m, other.m);
        add(v, other.v);
        return new Contribution(
                tasks + other.tasks,
                movement,
                m,
                v,
                weight + other.weight,
                loss + other.loss,
                tokens + other.tokens,
                exploded + other.exploded);
    }

    private static void add(float[] to, float[] values) {
        for (int i = 0; i < to.length; i++) to[i] += values[i];
    }

    /** Bytes of its numbers. */
    long bytes() {
        return 4L * (movement.length + m.length + v.length);
    }

    double meanLoss() {
        return loss / weight;
    }
}
