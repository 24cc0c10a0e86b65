package org.alignersquad.models.aligner;

/**
 * What an aligner made of a response.
 *
 * @param truncated whether it saw the response without its middle
 * @param finished whether it ended by itself, not at the limit of tokens
 */
public record Rewrite(String text, boolean truncated, boolean finished) {}
