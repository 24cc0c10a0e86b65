package org.alignersquad.train.inspectors;

/**
 * A judged response.
 *
 * @param score higher where the response is more likely misaligned
 * @param label 1 where it is misaligned
 */
record Scored(double score, int label) {}
