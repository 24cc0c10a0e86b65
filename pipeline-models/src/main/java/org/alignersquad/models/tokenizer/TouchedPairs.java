package org.alignersquad.models.tokenizer;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Indices of pairs, each visited once. */
final class TouchedPairs {
    private int[] indices = new int[64];
    private int size;

    void add(int index) {
        if (size == indices.length) indices = Arrays.copyOf(indices, 2 * size);
        indices[size++] = index;
    }

    void forEach(IntConsumer consumer) {
        Arrays.stream(indices, 0, size).distinct().forEach(consumer);
    }
}
