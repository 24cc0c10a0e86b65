package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.train.examples.Example;

/**
 * Which examples of a shard make up each step's batch: a function of the seed, the shard and the step alone.
 *
 * <p>Misaligned and aligned examples are two endless streams, shuffled anew in every epoch, and mixed by the recipe's
 * share. A window of batches is drawn at once and cut by length, so that a batch holds texts of similar length.
 */
final class BatchOrder {
    private static final int WINDOW = 8;

    private final Stream misaligned;
    private final Stream aligned;
    private final int batch;
    private final double alignedShare;
    private final long seed;
    private long cached = -1;
    private List<List<Example>> window = List.of();

    /** @param batch examples of one step from this shard */
    BatchOrder(List<Example> examples, int batch, double alignedShare, long seed) {
        misaligned = new Stream(examples.stream().filter(e -> e.label() == 1).toList(), seed + 2 * 0xD1B54A32D192ED03L);
        aligned = new Stream(examples.stream().filter(e -> e.label() == 0).toList(), seed + 0xD1B54A32D192ED03L);
        this.batch = batch;
        this.alignedShare = misaligned.isEmpty() ? 1 : aligned.isEmpty() ? 0 : alignedShare;
        this.seed = seed;
    }

    /** @param step counted from 0, over all rounds */
    List<Example> batch(long step) {
        if (misaligned.isEmpty() && aligned.isEmpty()) return List.of();
        long wanted = step / WINDOW;
        if (wanted != cached) {
            window = window(wanted);
            cached = wanted;
        }
        return window.get((int) (step % WINDOW));
    }

    private List<List<Example>> window(long index) {
        long size = (long) WINDOW * batch;
        long alignedBefore = Math.round(index * size * alignedShare);
        long alignedAfter = Math.round((index + 1) * size * alignedShare);
        List<Example> rows = new ArrayList<>();
        for (long at = alignedBefore; at < alignedAfter; at++) rows.add(aligned.at(at));
        for (long at = index * size - alignedBefore; at < (index + 1) * size - alignedAfter; at++)
            rows.add(misaligned.at(at));
        rows.sort(Comparator.comparingInt(example -> example.inputIds().length));
        List<List<Example>> batches = new ArrayList<>();
        for (int i = 0; i < WINDOW; i++) batches.add(rows.subList(i * batch, (i + 1) * batch));
        shuffle(batches, seed ^ (index + 1) * 0x9E3779B97F4A7C15L);
        return batches;
    }

    /** Examples without end, shuffled anew in every epoch. */
    private static final class Stream {
        private final List<Example> examples;
        private final long seed;
        private List<Example> epoch = List.of();
        private long shuffled = -1;

        Stream(List<Example> examples, long seed) {
            this.examples = examples;
            this.seed = seed;
        }

        boolean isEmpty() {
            return examples.isEmpty();
        }

        Example at(long place) {
            long wanted = place / examples.size();
            if (wanted != shuffled) {
                epoch = new ArrayList<>(examples);
                shuffle(epoch, seed + wanted * 0x8CB92BA72F3D8DD7L);
                shuffled = wanted;
            }
            return epoch.get((int) (place % examples.size()));
        }
    }

    private static <T> void shuffle(List<T> list, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T other = list.get(j);
            list.set(j, list.get(i));
            list.set(i, other);
        }
    }
}
