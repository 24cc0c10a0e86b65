package org.alignersquad.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.gpt2.Gpt2Config;

/**
 * New tokens per second of GPT-2's smallest shape (124 M parameters, 32-bit floats) for one row, greedily after a prompt of
 * 32 tokens, against llama.cpp with the same weights, in turn in one run. The time of the prompt is taken off on both sides.
 * Arguments: threads, new tokens, rounds.
 */
public final class LlamaCppDecode {
    private static final int[] PROMPT = LlamaCpp.prompt(32);

    private final FrozenModel<DecoderConfig> model;
    private final LlamaCpp llamaCpp;

    private LlamaCppDecode(FrozenModel<DecoderConfig> model, LlamaCpp llamaCpp) {
        this.model = model;
        this.llamaCpp = llamaCpp;
    }

    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[0]);
        Torch.threads(threads);
        try (CausalLm model = CausalLm.create(Gpt2Config.of(50257, 1024, 768, 12, 12), 1);
                FrozenModel<DecoderConfig> frozen = model.freeze();
                LlamaCpp llamaCpp = LlamaCpp.of(model, threads)) {
            new LlamaCppDecode(frozen, llamaCpp).compare(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        }
        System.exit(0); // llama.cpp leaves a thread that Java would wait for
    }

    private void compare(int tokens, int rounds) {
        requireSameText(tokens);
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            double ours = Figures.seconds(() -> ours(tokens + 1)) - Figures.seconds(() -> ours(1));
            double theirs = Figures.seconds(() -> llamaCpp.complete(PROMPT, tokens + 1))
                    - Figures.seconds(() -> llamaCpp.complete(PROMPT, 1));
            ratios[i] = theirs / ours;
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %.1f tokens/s, llama.cpp %.1f tokens/s, ratio %.2f%n",
                    i,
                    tokens / ours,
                    tokens / theirs,
                    ratios[i]);
        }
        System.out.printf(
                Locale.ROOT, "ratio to llama.cpp, median of %d rounds: %.2f%n", rounds, Figures.median(ratios));
    }

    /** Warms both up, too. */
    private void requireSameText(int tokens) {
        String ours = ours(tokens);
        String theirs = llamaCpp.complete(PROMPT, tokens);
        System.out.println(ours.equals(theirs) ? "same tokens: " + ours : "differ: " + ours + " and " + theirs);
    }

    private String ours(int tokens) {
        return LlamaCpp.texts(
                Figures.greedy(model, List.of(PROMPT), tokens).get(0).tokens());
    }
}
