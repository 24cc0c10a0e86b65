package org.alignersquad.train.inspectors;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression on hashed n-grams, each multiplied by its {@link LogCountRatio}.
 *
 * @param hashBits log2 of the number of features
 * @param regularization L2 weights to try; the one with the best mean AUC over the folds is kept
 * @param folds of cross-validation on train rows, by groups of near-duplicate questions; absent: the weight is chosen by the
 *     AUC on validation rows
 * @param balanced true: both classes weigh the same, whatever their number of rows; absent: false
 * @param refit true: the saved model is fitted once more on all rows, after calibration and figures came from one that saw
 *     train rows only; absent: false
 */
public record MllibRecipe(
        int hashBits,
        List<Double> regularization,
        int maxIterations,
        @Nullable Integer folds,
        @Nullable Boolean balanced,
        @Nullable Boolean refit)
        implements Serializable {
    public MllibRecipe {
        regularization = List.copyOf(regularization);
        if (hashBits < 8 || hashBits > 26)
            throw new IllegalArgumentException("hash_bits must be in [8, 26], is: " + hashBits);
        if (regularization.isEmpty() || regularization.stream().anyMatch(weight -> weight < 0))
            throw new IllegalArgumentException("regularization must hold numbers of at least 0, is: " + regularization);
        if (maxIterations < 1)
            throw new IllegalArgumentException("max_iterations must be at least 1, is: " + maxIterations);
        if (folds != null && folds < 2) throw new IllegalArgumentException("folds must be at least 2, is: " + folds);
    }

    Regression regression() {
        return new Regression(regularization, maxIterations, folds, isOn(balanced), true);
    }

    boolean refits() {
        return isOn(refit);
    }

    private static boolean isOn(@Nullable Boolean value) {
        return value != null && value;
    }
}
