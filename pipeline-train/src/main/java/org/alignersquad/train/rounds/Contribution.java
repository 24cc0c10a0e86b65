package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.List;

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
        int tasks, Floats movement, Floats m, Floats v, double weight, double loss, long tokens, int exploded)
        implements Serializable {
    Contribution(int tasks, Floats movement, Floats m, Floats v, double weight, double loss, long tokens) {
        this(tasks, movement, m, v, weight, loss, tokens, 0);
    }

    /** Adds in place and gives this array's owner back: sums of many large arrays must not cost many more. */
    Contribution plus(Contribution other) {
        movement.add(other.movement);
        m.add(other.m);
        v.add(other.v);
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

    /** The sum in this order, the same bits whoever computes it; the first one holds it. */
    static Contribution sum(List<Contribution> contributions) {
        Contribution sum = contributions.get(0);
        for (Contribution next : contributions.subList(1, contributions.size())) sum = sum.plus(next);
        return sum;
    }

    /** One chunk's numbers, and all that is no chunk's. */
    Contribution part(int chunk) {
        return new Contribution(
                tasks, movement.part(chunk), m.part(chunk), v.part(chunk), weight, loss, tokens, exploded);
    }

    /** The contribution that these are the {@link #part}s of, in order. */
    static Contribution join(List<Contribution> parts) {
        Contribution any = parts.get(0);
        return new Contribution(
                any.tasks,
                Floats.join(parts.stream().map(Contribution::movement).toList()),
                Floats.join(parts.stream().map(Contribution::m).toList()),
                Floats.join(parts.stream().map(Contribution::v).toList()),
                any.weight,
                any.loss,
                any.tokens,
                any.exploded);
    }

    /** Numbers that it carries. */
    long size() {
        return movement.size() + m.size() + v.size();
    }

    /** Bytes of its numbers. */
    long bytes() {
        return 4 * size();
    }

    double meanLoss() {
        return loss / weight;
    }
}
