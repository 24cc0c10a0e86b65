package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.Model;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.safetensors.Safetensors;

/** What the model benchmarks share. */
final class Figures {
    private Figures() {}

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** A text of made-up ids, the same as in {@code eager.py}. */
    static int[] ids(int row, int length, int vocabSize) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) ids[i] = (int) ((7919L * ((long) row * length + i) + 13) % vocabSize);
        return ids;
    }

    /** So many new tokens after each prompt, the likeliest ones. */
    static List<Generated> greedy(FrozenModel<DecoderConfig> model, List<int[]> prompts, int tokens) {
        return Generator.of(model, GenerationConfig.greedy(Set.of(), tokens), 1 << 20)
                .generate(prompts);
    }

    static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-9;
    }

    /** Writes a model's config and weights to a folder of its own, which is deleted when the program ends. */
    static Path save(Model model) throws IOException {
        Path directory = Files.createTempDirectory("benchmark");
        Path weights = directory.resolve(Safetensors.FILE);
        Path config = directory.resolve("config.json");
        directory.toFile().deleteOnExit();
        weights.toFile().deleteOnExit();
        config.toFile().deleteOnExit();
        Safetensors.write(weights, model.weights().tensors());
        Files.writeString(config, model.config().json().toString());
        return directory;
    }
}
