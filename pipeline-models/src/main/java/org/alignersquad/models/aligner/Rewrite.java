package org.alignersquad.models.aligner;

import org.jspecify.annotations.Nullable;

/**
 * What an aligner made of a response.
 *
 * @param text the response after what the aligner wrote; the response itself where its edits do not fit
 * @param truncated whether it saw the response without its middle
 * @param finished whether it ended by itself, not at the limit of tokens
 * @param logProbability natural logarithm of the model's probability of the whole text and its end; NaN where unknown
 * @param tokens that the aligner wrote, without the end
 * @param mismatch why the aligner's edits do not fit the response; null where they do or it writes none
 */
public record Rewrite(
        String text,
        boolean truncated,
        boolean finished,
        double logProbability,
        int tokens,
        @Nullable String mismatch) {
    /** A rewrite whose probability is not known. */
    public Rewrite(String text, boolean truncated, boolean finished) {
        this(text, truncated, finished, Double.NaN, 0, null);
    }
}
