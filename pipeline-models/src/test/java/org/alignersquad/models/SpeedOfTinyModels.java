package org.alignersquad.models;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.generate.Sampling;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.score.EncodedText;
import org.alignersquad.models.score.Scorer;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;

/** Prints training and generation speed of quickstart-sized models on one thread; run by hand. Best of the repetitions. */
final class SpeedOfTinyModels {
    private static final int VOCAB = 1500;

    public static void main(String[] args) {
        for (int width : new int[] {128, 192}) {
            try (CausalLm model = CausalLm.create(Gpt2Config.of(VOCAB, 160, width, 4, 4), 1)) {
                System.out.printf("GPT-2 %d x 4, %.2f M parameters%n", width, model.parameterCount() / 1e6);
                for (int batch : new int[] {48}) train(model, batch);
                for (int maxTokens : new int[] {4096, 8192}) generate(model, maxTokens);
            }
            try (SequenceClassifier model = SequenceClassifier.create(BertConfig.of(VOCAB, 160, width, 2, 4), 1)) {
                System.out.printf("BERT %d x 2, %.2f M parameters%n", width, model.parameterCount() / 1e6);
                classify(model);
            }
        }
    }

    /** This thread's own time: other load on the machine does not count. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void train(CausalLm model, int batch) {
        Random random = new Random(1);
        double best = 0;
        double targets = 0;
        for (double dropout : new double[] {0, 0.1})
            for (int micro : new int[] {1024, 4096}) {
                TrainingConfig config = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1, dropout, micro);
                try (TrainingStep<TokenExample> step = new TrainingStep<>(model, config)) {
                    best = 0;
                    for (int i = 0; i < 12; i++) {
                        List<TokenExample> examples = examples(random, batch);
                        long tokens = examples.stream()
                                .mapToLong(e -> e.inputIds().length)
                                .sum();
                        targets = examples.stream()
                                        .mapToInt(TokenExample::targets)
                                        .sum()
                                / (double) tokens;
                        long start = cpuTime();
                        step.step(examples, 1e-4, i);
                        best = Math.max(best, tokens * 1e9 / (cpuTime() - start));
                    }
                }
                System.out.printf(
                        "  train batch %d, micro %d, dropout %.1f: %.0f tokens/s (targets %.0f %%)%n",
                        batch, micro, dropout, best, 100 * targets);
            }
    }

    private static List<TokenExample> examples(Random random, int count) {
        List<TokenExample> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 48 + random.nextInt(49);
            int[] ids = random.ints(length, 0, VOCAB).toArray();
            int[] labels = ids.clone();
            for (int j = 0; j < length * 3 / 5; j++) labels[j] = TokenExample.IGNORED;
            examples.add(new TokenExample(ids, labels));
        }
        return examples;
    }

    private static void generate(CausalLm model, int maxTokens) {
        Random random = new Random(1);
        List<int[]> prompts = IntStream.range(0, 512)
                .mapToObj(i -> random.ints(30 + random.nextInt(30), 0, VOCAB).toArray())
                .toList();
        Generator generator = new Generator(model, Set.of(), Sampling.GREEDY, maxTokens);
        double best = 0;
        for (int i = 0; i < 3; i++) {
            long start = cpuTime();
            generator.generate(prompts, 32);
            best = Math.max(best, prompts.size() * 1e9 / (cpuTime() - start));
        }
        System.out.printf(
                "  generate %d tokens per batch: %.0f rows/s, %.0f new tokens/s%n", maxTokens, best, 32 * best);
    }

    private static void classify(SequenceClassifier model) {
        Random random = new Random(1);
        List<int[]> ids = IntStream.range(0, 512)
                .mapToObj(i -> random.ints(40 + random.nextInt(50), 0, VOCAB).toArray())
                .toList();
        double best = 0;
        for (int i = 0; i < 3; i++) {
            long start = cpuTime();
            new Scorer(model, 4096)
                    .logOdds(ids.stream()
                            .map(x -> new EncodedText(x, new int[x.length]))
                            .toList());
            best = Math.max(best, ids.size() * 1e9 / (cpuTime() - start));
        }
        double train = 0;
        TrainingConfig config = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1, 0, 2048);
        try (TrainingStep<ClassificationExample> step = new TrainingStep<>(model, config)) {
            List<ClassificationExample> batch = ids.subList(0, 64).stream()
                    .map(x -> new ClassificationExample(x, new int[x.length], x[0] % 2, 1))
                    .toList();
            for (int i = 0; i < 8; i++) {
                long start = cpuTime();
                step.step(batch, 1e-4, i);
                train = Math.max(train, batch.size() * 1e9 / (cpuTime() - start));
            }
        }
        System.out.printf("  score %.0f rows/s, train %.0f rows/s%n", best, train);
    }
}
