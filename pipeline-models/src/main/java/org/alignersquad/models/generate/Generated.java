package org.alignersquad.models.generate;

/**
 * New tokens after a prompt.
 *
 * @param prompt what was continued: the very object that was given
 * @param tokens without the stop token; with the tokens that complete a stop string
 * @param logProbs natural logarithm of each token's probability in the model's own distribution, before temperature and
 *     the like
 * @param logProbability of the whole text: the sum over the tokens and the stop token
 */
public record Generated(
        Prompt prompt, int[] tokens, float[] logProbs, double logProbability, FinishReason finishReason) {
    /** Whether a stop token or string ended the text, not a limit. */
    public boolean finished() {
        return finishReason == FinishReason.STOP;
    }
}
