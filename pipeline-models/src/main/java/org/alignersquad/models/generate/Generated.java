package org.alignersquad.models.generate;

/**
 * New tokens after a prompt.
 *
 * @param tokens without the stop token
 * @param finished whether a stop token ended them, not the limit
 */
public record Generated(int[] tokens, boolean finished) {}
