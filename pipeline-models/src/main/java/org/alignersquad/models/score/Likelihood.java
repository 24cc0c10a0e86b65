package org.alignersquad.models.score;

/**
 * How likely a model holds a text to be.
 *
 * @param logLikelihood natural logarithm of its probability, summed over its tokens
 * @param tokens of the text that was judged
 * @param greedy whether each of them is the model's likeliest one
 */
public record Likelihood(double logLikelihood, int tokens, boolean greedy) {
    /** The exponential of the mean negative log-likelihood of a token. */
    public double perplexity() {
        return Math.exp(-logLikelihood / tokens);
    }
}
