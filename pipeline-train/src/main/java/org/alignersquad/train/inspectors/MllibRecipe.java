package org.alignersquad.train.inspectors;

import java.io.Serializable;
import java.util.List;

/**
 * Logistic regression on hashed n-grams.
 *
 * @param hashBits log2 of the number of features
 * @param regularization L2 weights to try; the one with the best AUC on validation rows is kept
 */
public record MllibRecipe(int hashBits, List<Double> regularization, int maxIterations) implements Serializable {
    public MllibRecipe {
        regularization = List.copyOf(regularization);
        if (hashBits < 8 || hashBits > 26)
            throw new IllegalArgumentException("hash_bits must be in [8, 26], is: " + hashBits);
        if (regularization.isEmpty() || regularization.stream().anyMatch(weight -> weight < 0))
            throw new IllegalArgumentException("regularization must hold numbers of at least 0, is: " + regularization);
        if (maxIterations < 1)
            throw new IllegalArgumentException("max_iterations must be at least 1, is: " + maxIterations);
    }
}
