package org.alignersquad.train.rounds;

import org.alignersquad.models.train.TrainingConfig;

/** What the driver makes of a round's sum: the next round's state. Plain Java; the driver needs no engine. */
final class OuterStep {
    private OuterStep() {}

    /** The mean of the tasks' movements and moments, as federated averaging has it. */
    static TrainingState average(TrainingState from, Contribution sum, int localSteps) {
        Floats parameters = from.parameters().copy();
        parameters.add(sum.movement().mean(sum.tasks()));
        return averaged(from, sum, localSteps, parameters);
    }

    private static TrainingState averaged(TrainingState from, Contribution sum, int localSteps, Floats parameters) {
        return new TrainingState(
                from.step() + localSteps,
                parameters,
                sum.m().mean(sum.tasks()),
                sum.v().mean(sum.tasks()));
    }

    /** What a step with momentum leaves: the next state and the velocity. */
    record Moved(TrainingState state, Floats velocity) {}

    /**
     * The tasks' mean movement with Nesterov momentum; moments are averaged as in {@link #average}.
     *
     * @param velocity of the round before; empty before the first
     */
    static Moved nesterov(TrainingState from, Contribution sum, int localSteps, OuterRecipe with, Floats velocity) {
        Floats parameters = from.parameters().copy();
        Floats next = velocity.size() == 0 ? parameters.zeros() : velocity.copy();
        for (int c = 0; c < parameters.chunks().size(); c++)
            nesterov(parameters.chunk(c), next.chunk(c), sum.movement().chunk(c), sum.tasks(), with);
        return new Moved(averaged(from, sum, localSteps, parameters), next);
    }

    private static void nesterov(float[] parameters, float[] velocity, float[] sum, int tasks, OuterRecipe with) {
        for (int i = 0; i < parameters.length; i++) {
            double movement = sum[i] / tasks;
            velocity[i] = (float) (with.momentum() * velocity[i] + movement);
            parameters[i] += (float) (with.learningRate() * (movement + with.momentum() * velocity[i]));
        }
    }

    /** One AdamW update from the mean gradient over all targets: the same as one large batch. */
    static TrainingState adamW(
            TrainingState from, Contribution sum, TrainingConfig with, double learningRate, Decayed decayed) {
        Floats p = from.parameters().copy();
        Floats m = from.m().copy();
        Floats v = from.v().copy();
        AdamW step = AdamW.of(from.step() + 1, norm(sum), sum.weight(), with, learningRate);
        long start = 0;
        for (int c = 0; c < p.chunks().size(); c++) {
            float[] gradients = sum.movement().chunk(c);
            boolean[] decay = decayed.of(start, gradients.length);
            step.update(p.chunk(c), m.chunk(c), v.chunk(c), gradients, decay);
            start += gradients.length;
        }
        return new TrainingState(from.step() + 1, p, m, v);
    }

    /** What is the same for all numbers of one update. */
    private record AdamW(
            double scale, double correction1, double correction2, TrainingConfig with, double learningRate) {
        static AdamW of(long step, double norm, double weight, TrainingConfig with, double learningRate) {
            return new AdamW(
                    Math.min(1, with.maxGradNorm() / norm) / weight,
                    1 - Math.pow(with.adamBeta1(), step),
                    Math.sqrt(1 - Math.pow(with.adamBeta2(), step)),
                    with,
                    learningRate);
        }

        void update(float[] p, float[] m, float[] v, float[] gradients, boolean[] decayed) {
            for (int i = 0; i < p.length; i++) {
                double gradient = gradients[i] * scale;
                double decay = decayed[i] ? learningRate * with.weightDecay() : 0;
                m[i] = (float) (with.adamBeta1() * m[i] + (1 - with.adamBeta1()) * gradient);
                v[i] = (float) (with.adamBeta2() * v[i] + (1 - with.adamBeta2()) * gradient * gradient);
                double denominator = Math.sqrt(v[i]) / correction2 + with.adamEpsilon();
                p[i] = (float) (p[i] * (1 - decay) - learningRate * m[i] / correction1 / denominator);
            }
        }
    }

    private static double norm(Contribution sum) {
        // no gradient at all needs no clipping either
        return Math.max(Double.MIN_NORMAL, Math.sqrt(sum.movement().squares()) / sum.weight());
    }
}
