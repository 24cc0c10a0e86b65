package org.alignersquad.models.generate;

/**
 * Tokens to continue.
 *
 * @param key the caller's name for it; with the seed it fixes what is drawn, whatever else is generated
 * @param minNewTokens before that many new tokens no stop token is taken
 */
public record Prompt(long key, int[] inputIds, int minNewTokens) {
    /** A prompt that may be answered with nothing. */
    public static Prompt of(long key, int[] inputIds) {
        return new Prompt(key, inputIds, 0);
    }
}
