package org.alignersquad.train.examples;

import java.util.List;

/**
 * An {@link ExampleRow} as a training task holds it.
 *
 * @param inputIds not copied: treat it as a value
 */
public record Example(String id, int label, int[] inputIds, int boundary) {
    /** Of all of them together. */
    public static long tokens(List<Example> examples) {
        return examples.stream().mapToLong(example -> example.inputIds().length).sum();
    }
}
