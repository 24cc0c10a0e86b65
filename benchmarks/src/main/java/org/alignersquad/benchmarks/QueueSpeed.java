package org.alignersquad.benchmarks;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.generate.Prompt;
import org.alignersquad.models.gpt2.Gpt2Config;

/**
 * New tokens per second over a queue of prompts of 16 to 200 tokens whose answers have 0 to 128, with one running batch
 * that rows leave and waiting ones enter, against batches of rows of like length, in turn in one run and with the same bound
 * of the cache: static ones, in which every row is computed until the longest answer is done, and such that rows leave.
 * Arguments: threads, prompts, tokens in the cache, rounds.
 */
public final class QueueSpeed {
    private static final int VOCABULARY = 8000;
    private static final int NEW_TOKENS = 128;

    private final FrozenModel<DecoderConfig> model;
    private final List<Prompt> prompts;
    private final int maxTokens;

    private QueueSpeed(FrozenModel<DecoderConfig> model, int prompts, int maxTokens) {
        this.model = model;
        this.maxTokens = maxTokens;
        SplittableRandom random = new SplittableRandom(4);
        this.prompts = IntStream.range(0, prompts)
                .mapToObj(i -> Prompt.of(i, Figures.ids(i, random.nextInt(16, 201), VOCABULARY)))
                .toList();
    }

    public static void main(String[] args) {
        Torch.threads(Integer.parseInt(args[0]));
        try (CausalLm model = CausalLm.create(Gpt2Config.of(VOCABULARY, 512, 512, 8, 8), 1);
                FrozenModel<DecoderConfig> frozen = model.freeze()) {
            new QueueSpeed(frozen, Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                    .compare(Integer.parseInt(args[3]));
        }
    }

    private void compare(int rounds) {
        double[] toStatic = new double[rounds];
        double[] toLeaving = new double[rounds];
        List<List<Prompt>> batches =
                LengthBuckets.of(prompts, prompt -> prompt.inputIds().length + NEW_TOKENS, maxTokens);
        int[] steps = batches.stream().mapToInt(this::longest).toArray();
        for (int i = 0; i < rounds; i++) {
            double running = seconds(() -> generator(stops(), NEW_TOKENS).inOrder(prompts));
            double fixed = seconds(() -> {
                for (int b = 0; b < steps.length; b++)
                    generator(Set.of(), steps[b]).inOrder(batches.get(b));
            });
            double leaving = seconds(() -> {
                for (List<Prompt> batch : batches)
                    generator(stops(), NEW_TOKENS).inOrder(batch);
            });
            toStatic[i] = fixed / running;
            toLeaving[i] = leaving / running;
            System.out.printf(
                    Locale.ROOT,
                    "round %d: running batch %.1f s, static batches %.1f s, batches that rows leave %.1f s%n",
                    i,
                    running,
                    fixed,
                    leaving);
        }
        System.out.printf(
                Locale.ROOT,
                "ratio, median of %d rounds: to static batches %.2f, to batches that rows leave %.2f%n",
                rounds,
                Figures.median(toStatic),
                Figures.median(toLeaving));
    }

    /** Steps until a batch's longest answer is done; warms up, too. */
    private int longest(List<Prompt> batch) {
        List<Generated> results = generator(stops(), NEW_TOKENS).inOrder(batch);
        return results.stream()
                .mapToInt(result -> Math.min(NEW_TOKENS, result.tokens().length + 1))
                .max()
                .orElseThrow();
    }

    /** A fortieth of the vocabulary, so that about one text in 40 ends at each step. */
    private static Set<Integer> stops() {
        Set<Integer> stops = new HashSet<>();
        for (int id = 0; id < VOCABULARY; id += 40) stops.add(id);
        return stops;
    }

    private Generator generator(Set<Integer> stops, int newTokens) {
        return Generator.of(model, GenerationConfig.greedy(stops, newTokens).sampling(1, 0, 1, 9), maxTokens);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-9;
    }
}
