package org.alignersquad.models.aligner;

/**
 * The tokens that an aligner continues.
 *
 * @param inputIds end with {@code [ALIGNED]}
 * @param truncated whether the middle of a text was left out
 */
public record AlignerPrompt(int[] inputIds, boolean truncated) {}
