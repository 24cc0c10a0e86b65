package org.alignersquad.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;

/**
 * Training tokens per second of a GPT-2 against eager PyTorch: the same shapes and threads, forward, backward, clipping by
 * the global norm and AdamW with two groups, in turn in one run.
 */
public final class TrainingThroughput {
    private record Size(Gpt2Config config, int batch, int length, int steps) {
        static Size of(String name) {
            return switch (name) {
                case "10m" -> new Size(Gpt2Config.of(8000, 256, 320, 6, 5), 4, 256, 4);
                case "124m" -> new Size(Gpt2Config.of(50257, 1024, 768, 12, 12), 1, 256, 2);
                default -> throw new IllegalArgumentException("SIZE is '" + name + "', expected 10m or 124m");
            };
        }

        List<Object> arguments(int threads) {
            return List.of(
                    config.vocabSize(),
                    config.nPositions(),
                    config.nEmbd(),
                    config.nLayer(),
                    config.nHead(),
                    batch,
                    length,
                    threads);
        }

        List<TokenExample> examples() {
            List<TokenExample> examples = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                int[] ids = new SplittableRandom(i)
                        .ints(length, 0, config.vocabSize())
                        .toArray();
                examples.add(new TokenExample(ids, ids));
            }
            return examples;
        }
    }

    private TrainingThroughput() {}

    /** Arguments: 10m or 124m, threads, rounds. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) throw new IllegalArgumentException("Usage: TrainingThroughput 10m|124m THREADS ROUNDS");
        Size size = Size.of(args[0]);
        int threads = Integer.parseInt(args[1]);
        Torch.threads(threads);
        TrainingConfig config = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1, 0, 1 << 20);
        try (PythonBaseline baseline = PythonBaseline.start("train_gpt2.py", threads, size.arguments(threads));
                CausalLm model = CausalLm.create(size.config(), 1);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, config)) {
            compare(size, baseline, step, Integer.parseInt(args[2]));
        }
    }

    private static void compare(Size size, PythonBaseline baseline, TrainingStep<TokenExample> step, int rounds)
            throws IOException {
        List<TokenExample> examples = size.examples();
        seconds(step, examples, 2);
        baseline.seconds(2);
        List<Double> ratios = new ArrayList<>();
        double tokens = (double) size.batch() * size.length() * size.steps();
        for (int round = 0; round < rounds; round++) {
            double theirs = baseline.seconds(size.steps());
            double ours = seconds(step, examples, size.steps());
            ratios.add(theirs / ours);
            System.out.printf("round %d: %.0f tokens/s, eager PyTorch %.0f%n", round, tokens / ours, tokens / theirs);
        }
        Collections.sort(ratios);
        System.out.printf(
                "training, %d threads: median ratio to eager PyTorch %.2f (lowest %.2f, highest %.2f)%n",
                Torch.threads(), ratios.get(rounds / 2), ratios.get(0), ratios.get(rounds - 1));
    }

    private static double seconds(TrainingStep<TokenExample> step, List<TokenExample> examples, int steps) {
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) step.step(examples, 1e-4, i).orThrow();
        return (System.nanoTime() - start) / 1e9;
    }
}
