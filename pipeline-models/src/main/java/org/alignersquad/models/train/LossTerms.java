package org.alignersquad.models.train;

/**
 * What shapes a loss besides the examples and the weights.
 *
 * @param scale multiplies the summed loss, such as 1 / targets of the whole batch
 * @param dropout probability of dropping a value
 * @param seed of the dropout
 */
public record LossTerms(double scale, double dropout, long seed) {
    /** The summed loss without dropout, times a number. */
    public static LossTerms scaled(double scale) {
        return new LossTerms(scale, 0, 0);
    }
}
