package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.train.examples.Example;

/**
 * Puts the tokens of some copies in random order, the same order in the response and in what must be written. A small model
 * soon guesses a text's next word from the words before it; here only the response itself tells it.
 */
record ShuffledCopies(double share, long seed) {
    List<Example> of(List<Example> batch) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> mixed = new ArrayList<>();
        for (Example example : batch) {
            boolean shuffles = example.label() == 0 && random.nextDouble() < share;
            mixed.add(shuffles ? shuffle(example, random) : example);
        }
        return mixed;
    }

    /** {@code x [INIT] y [ALIGNED] y [DONE]}: the last y starts at the boundary, the first ends one before it. */
    private static Example shuffle(Example example, SplittableRandom random) {
        int[] ids = example.inputIds().clone();
        int second = example.boundary();
        int length = ids.length - 1 - second;
        int first = second - 1 - length;
        for (int i = length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            swap(ids, first + i, first + j);
            swap(ids, second + i, second + j);
        }
        return new Example(example.id(), example.label(), ids, second);
    }

    private static void swap(int[] ids, int i, int j) {
        int other = ids[i];
        ids[i] = ids[j];
        ids[j] = other;
    }
}
