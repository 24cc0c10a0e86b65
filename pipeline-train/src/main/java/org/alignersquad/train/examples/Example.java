package org.alignersquad.train.examples;

/**
 * An {@link ExampleRow} as a training task holds it.
 *
 * @param inputIds not copied: treat it as a value
 */
public record Example(String id, int label, int[] inputIds, int boundary) {}
