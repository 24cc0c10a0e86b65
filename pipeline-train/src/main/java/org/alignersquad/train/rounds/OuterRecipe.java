package org.alignersquad.train.rounds;

import java.io.Serializable;

/**
 * What the driver makes of the tasks' mean movement d: Nesterov momentum as in DiLoCo (Douillard et al. 2023), velocity
 * {@code b ← momentum · b + d} and parameters {@code + learning_rate · (d + momentum · b)}.
 *
 * @param learningRate 1 with momentum 0 is the plain mean
 */
public record OuterRecipe(double learningRate, double momentum) implements Serializable {
    public OuterRecipe {
        if (!(learningRate > 0))
            throw new IllegalArgumentException("outer.learning_rate must be above 0, is: " + learningRate);
        if (!(momentum >= 0 && momentum < 1))
            throw new IllegalArgumentException("outer.momentum must be in [0, 1), is: " + momentum);
    }
}
