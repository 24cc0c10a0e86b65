package org.alignersquad.train.inspectors;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bag of words that inspectors are measured against: logistic regression on counts of single words and word pairs, in
 * lower case, of the response alone or of prompt and response, whichever does better.
 *
 * @param hashBits log2 of the number of features
 * @param folds see {@link MllibRecipe}
 */
public record BaselineRecipe(
        int hashBits,
        List<Double> regularization,
        int maxIterations,
        @Nullable Integer folds) implements Serializable {
    public BaselineRecipe {
        regularization = List.copyOf(regularization);
        new MllibRecipe(hashBits, regularization, maxIterations, folds, null, null);
    }

    Regression regression() {
        return new Regression(regularization, maxIterations, folds, false, false);
    }
}
