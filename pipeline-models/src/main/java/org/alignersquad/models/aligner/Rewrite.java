package org.alignersquad.models.aligner;

/**
 * What an aligner made of a response.
 *
 * @param truncated whether it saw the response without its middle
 * @param finished whether it ended by itself, not at the limit of tokens
 * @param logProbability natural logarithm of the model's probability of the whole text and its end; NaN where unknown
 * @param tokens of the text, without its end
 */
public record Rewrite(String text, boolean truncated, boolean finished, double logProbability, int tokens) {
    /** A rewrite whose probability is not known. */
    public Rewrite(String text, boolean truncated, boolean finished) {
        this(text, truncated, finished, Double.NaN, 0);
    }
}
