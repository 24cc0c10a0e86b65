package org.alignersquad.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.gpt2.Gpt2Config;

/**
 * New tokens per second of GPT-2's smallest shape (124 M parameters, 32-bit floats), greedily after prompts of 32 tokens,
 * against eager PyTorch with a preallocated cache and the same weights, in turn in one run. The time of the prompts is
 * taken off on both sides. Arguments: threads, new tokens, rounds, then numbers of rows.
 */
public final class DecodeSpeed {
    private static final int PROMPT = 32;

    private final FrozenModel<DecoderConfig> model;
    private final EagerPyTorch python;
    private final int newTokens;

    private DecodeSpeed(FrozenModel<DecoderConfig> model, EagerPyTorch python, int newTokens) {
        this.model = model;
        this.python = python;
        this.newTokens = newTokens;
    }

    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[0]);
        Torch.threads(threads);
        try (CausalLm model = CausalLm.create(Gpt2Config.of(50257, 1024, 768, 12, 12), 1);
                FrozenModel<DecoderConfig> frozen = model.freeze();
                EagerPyTorch python = new EagerPyTorch(Figures.save(model), threads)) {
            DecodeSpeed benchmark = new DecodeSpeed(frozen, python, Integer.parseInt(args[1]));
            for (String rows : List.of(args).subList(3, args.length))
                benchmark.compare(Integer.parseInt(rows), Integer.parseInt(args[2]));
        }
    }

    private void compare(int rows, int rounds) throws IOException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratios = new double[rounds];
        requireSameTokens(rows);
        for (int i = 0; i < rounds; i++) {
            ours[i] = rows * newTokens / (seconds(rows, newTokens + 1) - seconds(rows, 1));
            theirs[i] = rows * newTokens / (eager(rows, newTokens + 1) - eager(rows, 1));
            ratios[i] = ours[i] / theirs[i];
        }
        System.out.printf(
                Locale.ROOT,
                "rows %d: %.1f tokens/s, eager PyTorch %.1f tokens/s, ratio, median of %d rounds: %.2f (%.2f to %.2f)%n",
                rows,
                Figures.median(ours),
                Figures.median(theirs),
                rounds,
                Figures.median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
    }

    /** Warms both up, too. */
    private void requireSameTokens(int rows) throws IOException {
        int[] ours = generate(rows, newTokens).get(0).tokens();
        double[] shown =
                python.ask("decode " + rows + " " + PROMPT + " " + newTokens).shown();
        int[] theirs = Arrays.stream(shown).mapToInt(token -> (int) token).toArray();
        if (!Arrays.equals(ours, theirs))
            System.out.println("tokens differ: " + Arrays.toString(ours) + " and " + Arrays.toString(theirs));
    }

    private double seconds(int rows, int tokens) {
        return Figures.seconds(() -> generate(rows, tokens));
    }

    private List<Generated> generate(int rows, int tokens) {
        List<int[]> prompts = IntStream.range(0, rows)
                .mapToObj(row -> Figures.ids(row, PROMPT, model.config().vocabSize()))
                .toList();
        return Figures.greedy(model, prompts, tokens);
    }

    private double eager(int rows, int tokens) throws IOException {
        return python.ask("decode " + rows + " " + PROMPT + " " + tokens).seconds();
    }
}
