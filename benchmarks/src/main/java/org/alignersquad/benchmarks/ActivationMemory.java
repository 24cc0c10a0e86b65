package org.alignersquad.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Compute;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;

/**
 * What recomputed activations save and cost: peak memory above the model's own, and seconds, of one gradient. Each way runs
 * in a process of its own, since what a process frees it keeps for the next.
 */
public final class ActivationMemory {
    private record Measured(long megabytes, double seconds, int gradientHash) {}

    private ActivationMemory() {}

    /** Arguments: rows, tokens per row. */
    public static void main(String[] args) throws IOException {
        if (args.length == 3) {
            Measured result = measure(args[0], examples(Integer.parseInt(args[1]), Integer.parseInt(args[2])));
            System.out.println(result.megabytes() + " " + result.seconds() + " " + result.gradientHash());
            return;
        }
        if (args.length != 2) throw new IllegalArgumentException("Usage: ActivationMemory ROWS TOKENS");
        Measured kept = child("kept", args);
        Measured recomputed = child("recomputed", args);
        System.out.printf("kept:       %d MB above the model, %.2f s%n", kept.megabytes(), kept.seconds());
        System.out.printf("recomputed: %d MB above the model, %.2f s%n", recomputed.megabytes(), recomputed.seconds());
        System.out.printf(
                "memory ratio %.2f, time ratio %.2f, gradients with equal hash: %s%n",
                (double) recomputed.megabytes() / kept.megabytes(),
                recomputed.seconds() / kept.seconds(),
                kept.gradientHash() == recomputed.gradientHash());
    }

    private static Measured child(String way, String[] args) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ActivationMemory.class.getName(),
                        way,
                        args[0],
                        args[1])
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String[] fields = String.valueOf(out.readLine()).split(" ");
            if (fields.length != 3) throw new IOException("The measuring process failed; what it said is above");
            return new Measured(Long.parseLong(fields[0]), Double.parseDouble(fields[1]), Integer.parseInt(fields[2]));
        }
    }

    private static List<TokenExample> examples(int rows, int tokens) {
        List<TokenExample> examples = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int[] ids = new SplittableRandom(i).ints(tokens, 0, 8000).toArray();
            int[] labels = new int[tokens];
            // a few targets, so that the head's scores are no part of what is measured
            Arrays.fill(labels, TokenExample.IGNORED);
            System.arraycopy(ids, tokens - 8, labels, tokens - 8, 8);
            examples.add(new TokenExample(ids, labels));
        }
        return examples;
    }

    private static Measured measure(String way, List<TokenExample> examples) throws IOException {
        Compute compute = way.equals("kept") ? Compute.CPU : Compute.CPU.withRecomputedActivations();
        TrainingConfig config = new TrainingConfig(0.9, 0.999, 1e-8, 0, 1, 0.1, 1 << 20);
        int tokens = examples.get(0).inputIds().length;
        try (CausalLm model = CausalLm.create(Gpt2Config.of(8000, tokens, 320, 12, 5), 1, compute);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, config)) {
            step.gradient(examples.subList(0, 1), 1);
            System.gc();
            long before = Memory.residentMb();
            Memory.forgetPeak();
            long start = System.nanoTime();
            float[] gradient = step.gradient(examples, 2).values();
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Measured(Memory.peakMb() - before, seconds, Arrays.hashCode(gradient));
        }
    }
}
