package org.alignersquad.models.aligner;

/**
 * One change of a text.
 *
 * @param removed what gives way: whole words and signs, looked for from where the edit before it ended; empty stands for
 *     the text's end
 * @param inserted what comes in its place; empty only takes away
 */
public record Edit(String removed, String inserted) {}
