package org.alignersquad.models.score;

/**
 * A text, or a pair of texts, as a classifier takes it.
 *
 * @param tokenTypeIds which segment each token is in, as many as the ids
 */
public record EncodedText(int[] inputIds, int[] tokenTypeIds) {}
