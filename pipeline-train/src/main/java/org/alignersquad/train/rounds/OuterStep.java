package org.alignersquad.train.rounds;

import org.alignersquad.models.train.AdamWState;
import org.alignersquad.models.train.TrainingConfig;

/** What the driver makes of a round's sum: the next round's state. Plain Java; the driver needs no engine. */
final class OuterStep {
    private OuterStep() {}

    /** The mean of the tasks' movements and moments, as federated averaging has it. */
    static TrainingState average(TrainingState from, Contribution sum, int localSteps) {
        float[] parameters = from.parameters().clone();
        for (int i = 0; i < parameters.length; i++) parameters[i] += sum.movement()[i] / sum.tasks();
        long step = from.optimizer().step() + localSteps;
        return new TrainingState(
                parameters, new AdamWState(step, mean(sum.m(), sum.tasks()), mean(sum.v(), sum.tasks())));
    }

    /** What a step with momentum leaves: the next state and the velocity. */
    record Moved(TrainingState state, float[] velocity) {}

    /**
     * The tasks' mean movement with Nesterov momentum; moments are averaged as in {@link #average}.
     *
     * @param velocity of the round before; empty before the first
     */
    static Moved nesterov(TrainingState from, Contribution sum, int localSteps, OuterRecipe with, float[] velocity) {
        float[] parameters = from.parameters().clone();
        float[] next = velocity.length == 0 ? new float[parameters.length] : velocity.clone();
        for (int i = 0; i < parameters.length; i++) {
            double movement = sum.movement()[i] / sum.tasks();
            next[i] = (float) (with.momentum() * next[i] + movement);
            parameters[i] += (float) (with.learningRate() * (movement + with.momentum() * next[i]));
        }
        AdamWState optimizer = average(from, sum, localSteps).optimizer();
        return new Moved(new TrainingState(parameters, optimizer), next);
    }

    private static float[] mean(float[] sum, int count) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) mean[i] = sum[i] / count;
        return mean;
    }

    /**
     * One AdamW update from the mean gradient over all targets: the same as one large batch.
     *
     * @param decayed for each parameter, whether weight decay applies to it
     */
    static TrainingState adamW(
            TrainingState from, Contribution sum, TrainingConfig with, double learningRate, boolean[] decayed) {
        float[] p = from.parameters().clone();
        float[] m = from.optimizer().m().clone();
        float[] v = from.optimizer().v().clone();
        long step = from.optimizer().step() + 1;
        double scale = Math.min(1, with.maxGradNorm() / norm(sum)) / sum.weight();
        double correction1 = 1 - Math.pow(with.adamBeta1(), step);
        double correction2 = Math.sqrt(1 - Math.pow(with.adamBeta2(), step));
        for (int i = 0; i < p.length; i++) {
            double gradient = sum.movement()[i] * scale;
            double decay = decayed[i] ? learningRate * with.weightDecay() : 0;
            m[i] = (float) (with.adamBeta1() * m[i] + (1 - with.adamBeta1()) * gradient);
            v[i] = (float) (with.adamBeta2() * v[i] + (1 - with.adamBeta2()) * gradient * gradient);
            double denominator = Math.sqrt(v[i]) / correction2 + with.adamEpsilon();
            p[i] = (float) (p[i] * (1 - decay) - learningRate * m[i] / correction1 / denominator);
        }
        return new TrainingState(p, new AdamWState(step, m, v));
    }

    private static double norm(Contribution sum) {
        double squares = 0;
        for (float value : sum.movement()) squares += (double) value * value;
        // no gradient at all needs no clipping either
        return Math.max(Double.MIN_NORMAL, Math.sqrt(squares) / sum.weight());
    }
}
