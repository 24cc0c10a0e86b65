package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.alignersquad.train.examples.Example;

/**
 * Replaces some of the tokens that a response and its aligned response share by other ones, the same everywhere in the
 * example. A small model soon knows a small data set's sentences by heart; a replaced token can only be copied.
 *
 * @param share probability that a shared token is replaced
 */
record SubstitutedTokens(double share, long seed) {
    List<Example> in(List<Example> batch) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> substituted = new ArrayList<>();
        for (Example example : batch) substituted.add(substitute(example, batch, random));
        return substituted;
    }

    private Example substitute(Example example, List<Example> batch, SplittableRandom random) {
        int[] ids = example.inputIds().clone();
        Map<Integer, Integer> replacements = new HashMap<>();
        for (int token : shared(example)) if (random.nextDouble() < share) replacements.put(token, any(batch, random));
        for (int i = 0; i < ids.length; i++) ids[i] = replacements.getOrDefault(ids[i], ids[i]);
        return new Example(example.id(), example.label(), ids, example.boundary());
    }

    /** Tokens on both sides of the boundary, in the order in which they must be written; separators are on one side only. */
    private static List<Integer> shared(Example example) {
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < example.boundary(); i++) given.add(example.inputIds()[i]);
        List<Integer> shared = new ArrayList<>();
        for (int i = example.boundary(); i < example.inputIds().length; i++) {
            int token = example.inputIds()[i];
            if (given.contains(token) && !shared.contains(token)) shared.add(token);
        }
        return shared;
    }

    /** A token that some example of the batch must write, but not its end. */
    private static int any(List<Example> batch, SplittableRandom random) {
        Example example = batch.get(random.nextInt(batch.size()));
        int length = example.inputIds().length - 1 - example.boundary();
        // an empty text has only its end to give; then the example's first token must do
        return example.inputIds()[length == 0 ? 0 : example.boundary() + random.nextInt(length)];
    }
}
