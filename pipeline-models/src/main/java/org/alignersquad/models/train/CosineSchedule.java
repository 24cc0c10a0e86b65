package org.alignersquad.models.train;

import java.io.Serializable;

/**
 * A learning rate that rises linearly over the warm-up steps to its peak and then falls along half a cosine to its floor.
 *
 * @param floor share of the peak that is left at the end and after it
 */
public record CosineSchedule(double peak, int warmupSteps, int totalSteps, double floor) implements Serializable {
    public CosineSchedule {
        if (!(peak > 0) || warmupSteps < 0 || totalSteps < 1 || warmupSteps > totalSteps || floor < 0 || floor > 1)
            throw new IllegalArgumentException("Schedule needs a peak above 0, 0 <= warm-up <= total steps and a floor"
                    + " in [0, 1], has " + peak + ", " + warmupSteps + ", " + totalSteps + ", " + floor);
    }

    /** The rate of a step; steps count from 0. */
    public double learningRate(long step) {
        if (step < warmupSteps) return peak * (step + 1) / warmupSteps;
        double done = Math.min(1, (step - warmupSteps) / Math.max(1.0, totalSteps - warmupSteps));
        return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * done)));
    }
}
