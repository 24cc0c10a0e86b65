package org.alignersquad.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.Model;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.junit.jupiter.api.Test;

class TestTrainingStep {
    private static List<TokenExample> texts(int count) {
        return IntStream.range(0, count).mapToObj(TestTrainingStep::text).toList();
    }

    private static TokenExample text(int seed) {
        int[] ids = TinyModels.ids(seed, 3 + seed % 14, 53);
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, 1 + ids.length / 3, TokenExample.IGNORED);
        return new TokenExample(ids, labels);
    }

    private static List<ClassificationExample> labelled(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ClassificationExample(
                        TinyModels.ids(i, 3 + i % 14, 53), TinyModels.ids(i + 1, 3 + i % 14, 2), i % 2, 0.5f + i % 3))
                .toList();
    }

    private static TrainingConfig config(double dropout, int maxTokens) {
        return new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1.0, dropout, maxTokens);
    }

    @Test
    void gradientDependsOnItsExamplesAloneAndChangesNothing() {
        try (CausalLm model = TinyModels.gpt2(1);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            float[] before = model.parameters();
            Gradient first = step.gradient(texts(6), 1);
            Gradient other = step.gradient(texts(10), 1);
            assertThat(other.values()).isNotEqualTo(first.values());
            assertThat(step.gradient(texts(6), 1).values()).isEqualTo(first.values());
            assertThat(model.parameters()).isEqualTo(before);
            assertThat(first.loss()).isCloseTo(step.loss(texts(6)), within(1e-6));
        }
    }

    @Test
    void lossIsTheMeanCrossEntropyOfTheTargets() {
        try (CausalLm model = TinyModels.gpt2(1);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            double sum = 0;
            int targets = 0;
            for (TokenExample text : texts(10)) {
                float[][] logits = model.logits(text.inputIds());
                for (int t = 1; t < text.labels().length; t++) {
                    if (text.labels()[t] == TokenExample.IGNORED) continue;
                    sum -= logProbability(logits[t - 1], text.labels()[t]);
                    targets++;
                }
            }
            assertThat(step.loss(texts(10))).isCloseTo(sum / targets, within(1e-5));
            assertThat(step.step(texts(10), 1e-3, 1).loss()).isCloseTo(sum / targets, within(1e-5));
        }
    }

    private static double logProbability(float[] logits, int id) {
        double sum = 0;
        for (float logit : logits) sum += Math.exp(logit);
        return logits[id] - Math.log(sum);
    }

    @Test
    void gradientsEqualFiniteDifferencesOfAGpt2() {
        try (CausalLm model = TinyModels.gpt2(2)) {
            assertGradients(model, model, texts(6));
        }
    }

    @Test
    void gradientsEqualFiniteDifferencesOfABert() {
        try (SequenceClassifier model = TinyModels.bert(2)) {
            assertGradients(model, model, labelled(6));
        }
    }

    /** Along random directions, one for each tensor: the slope of the loss against the gradient. */
    private static <E> void assertGradients(Model model, Trainable<E> trainable, List<E> examples) {
        try (Scope scope = Scope.recording()) {
            trainable.loss(scope, examples, LossTerms.scaled(1)).backward();
        }
        float[] gradient = model.weights().gradientValues();
        float[] start = model.parameters();
        int offset = 0;
        for (var spec : model.config().parameters()) {
            float[] direction = new float[start.length];
            SplittableRandom random = new SplittableRandom(offset);
            double expected = 0;
            for (int i = offset; i < offset + spec.count(); i++) {
                direction[i] = (float) random.nextGaussian();
                expected += (double) gradient[i] * direction[i];
            }
            offset += (int) spec.count();
            double scale = 2e-3 / Math.sqrt(spec.count());
            double slope = (lossAt(model, trainable, examples, start, direction, scale)
                            - lossAt(model, trainable, examples, start, direction, -scale))
                    / (2 * scale);
            assertThat(slope).as(spec.name()).isCloseTo(expected, within(0.02 * Math.abs(expected) + 0.05));
        }
    }

    private static <E> double lossAt(
            Model model, Trainable<E> trainable, List<E> examples, float[] start, float[] direction, double by) {
        float[] moved = new float[start.length];
        for (int i = 0; i < moved.length; i++) moved[i] = (float) (start[i] + by * direction[i]);
        model.parameters(moved);
        try (Scope scope = Scope.inference()) {
            return trainable.loss(scope, examples, LossTerms.scaled(1)).item();
        }
    }

    @Test
    void updatesEqualPlainAdamWWithClipping() {
        TrainingConfig config = new TrainingConfig(0.8, 0.95, 1e-3, 0.1, 0.5, 0, 4096);
        try (CausalLm model = TinyModels.gpt2(3);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, config)) {
            double[] m = new double[(int) model.parameterCount()];
            double[] v = new double[m.length];
            for (int t = 1; t <= 3; t++) {
                float[] expected = model.parameters();
                double norm = plainAdamW(config, expected, gradient(expected, texts(8)), decayed(model), m, v, t, 0.01);
                StepResult result = step.step(texts(8), 0.01, 0);
                assertThat(result.gradientNorm()).isCloseTo(norm, within(1e-4 * norm));
                assertThat(norm).as("clipping matters").isGreaterThan(config.maxGradNorm());
                assertThat(model.parameters())
                        .usingComparatorWithPrecision(2e-5f)
                        .containsExactly(expected);
            }
            assertThat(step.state().step()).isEqualTo(3);
        }
    }

    /** Of the mean loss at these parameters, from a model of its own. */
    private static float[] gradient(float[] parameters, List<TokenExample> texts) {
        double targets = texts.stream().mapToInt(TokenExample::targets).sum();
        try (CausalLm model = TinyModels.gpt2(3);
                Scope scope = Scope.recording()) {
            model.parameters(parameters);
            model.loss(scope, texts, LossTerms.scaled(1 / targets)).backward();
            return model.weights().gradientValues();
        }
    }

    private static boolean[] decayed(CausalLm model) {
        boolean[] decayed = new boolean[(int) model.parameterCount()];
        int offset = 0;
        for (var spec : model.config().parameters()) {
            boolean matrix = spec.shape().length == 2 && !spec.name().matches(".*wte.*|.*wpe.*");
            Arrays.fill(decayed, offset, offset += (int) spec.count(), matrix);
        }
        return decayed;
    }

    private static double plainAdamW(
            TrainingConfig config, float[] w, float[] g, boolean[] decayed, double[] m, double[] v, int t, double lr) {
        double squares = 0;
        for (float x : g) squares += (double) x * x;
        double clip = Math.min(1, config.maxGradNorm() / Math.sqrt(squares));
        for (int i = 0; i < w.length; i++) {
            double x = g[i] * clip;
            m[i] = config.adamBeta1() * m[i] + (1 - config.adamBeta1()) * x;
            v[i] = config.adamBeta2() * v[i] + (1 - config.adamBeta2()) * x * x;
            double mean = m[i] / (1 - Math.pow(config.adamBeta1(), t));
            double root = Math.sqrt(v[i] / (1 - Math.pow(config.adamBeta2(), t)));
            double decay = decayed[i] ? lr * config.weightDecay() * w[i] : 0;
            w[i] = (float) (w[i] - decay - lr * mean / (root + config.adamEpsilon()));
        }
        return Math.sqrt(squares);
    }

    @Test
    void microBatchesDoNotChangeTheStep() {
        float[][] results = new float[2][];
        int[] limits = {20, 4096};
        for (int i = 0; i < 2; i++) {
            try (CausalLm model = TinyModels.gpt2(4);
                    TrainingStep<TokenExample> step =
                            new TrainingStep<>(model, new TrainingConfig(0.9, 0.999, 1e-2, 0, 1, 0, limits[i]))) {
                for (int s = 0; s < 3; s++) step.step(texts(12), 1e-2, s);
                results[i] = model.parameters();
            }
        }
        assertThat(results[0]).usingComparatorWithPrecision(1e-4f).containsExactly(results[1]);
    }

    @Test
    void equalSeedsGiveEqualBitsAlsoInOtherThreads() throws Exception {
        Callable<float[]> training = () -> train(11, 6);
        float[] alone = training.call();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<float[]> first = threads.submit(training);
            Future<float[]> second = threads.submit(training);
            assertThat(first.get()).isEqualTo(alone);
            assertThat(second.get()).isEqualTo(alone);
        } finally {
            threads.shutdown();
        }
        assertThat(train(12, 6)).as("another dropout seed").isNotEqualTo(alone);
    }

    private static float[] train(long seed, int steps) {
        try (CausalLm model = TinyModels.gpt2(5);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, config(0.1, 64))) {
            for (int i = 0; i < steps; i++) step.step(texts(12), 1e-3, seed + i);
            return model.parameters();
        }
    }

    @Test
    void continuesFromAnExportedStateWithTheSameBits() {
        float[] through = train(3, 6);
        try (CausalLm model = TinyModels.gpt2(5);
                CausalLm resumed = TinyModels.gpt2(99);
                TrainingStep<TokenExample> before = new TrainingStep<>(model, config(0.1, 64));
                TrainingStep<TokenExample> after = new TrainingStep<>(resumed, config(0.1, 64))) {
            for (int i = 0; i < 4; i++) before.step(texts(12), 1e-3, 3 + i);
            resumed.parameters(model.parameters());
            after.restore(before.state());
            for (int i = 4; i < 6; i++) after.step(texts(12), 1e-3, 3 + i);
            assertThat(resumed.parameters()).isEqualTo(through);
        }
    }

    @Test
    void classifierLearnsWhichTokenComesFirst() {
        List<ClassificationExample> examples = IntStream.range(0, 64)
                .mapToObj(i -> {
                    int[] ids = TinyModels.ids(i, 6, 53);
                    ids[2] = i % 2 == 0 ? 7 : 9;
                    return new ClassificationExample(ids, new int[6], i % 2, 1);
                })
                .toList();
        try (SequenceClassifier model = TinyModels.bert(6);
                TrainingStep<ClassificationExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            for (int i = 0; i < 60; i++) step.step(examples, 3e-3, i);
            assertThat(step.loss(examples)).isLessThan(0.1);
        }
    }

    @Test
    void learnsToCopyAndThenCopiesUnseenTexts() {
        int separator = 0;
        try (CausalLm model = CausalLm.create(Gpt2Config.of(12, 16, 64, 2, 4), 1);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, config(0, 4096))) {
            CosineSchedule schedule = new CosineSchedule(4e-3, 20, 400, 0.1);
            SplittableRandom random = new SplittableRandom(8);
            for (int i = 0; i < 400; i++) step.step(copies(random, 32), schedule.learningRate(i), i);
            List<TokenExample> unseen = copies(new SplittableRandom(9), 100);
            assertThat(step.loss(unseen)).as("chance is ln 11 = 2.4").isLessThan(0.1);
            List<int[]> prompts = unseen.stream()
                    .map(e -> Arrays.copyOf(e.inputIds(), e.inputIds().length / 2))
                    .toList();
            List<Generated> generated;
            try (FrozenModel<DecoderConfig> frozen = model.freeze()) {
                generated = Generator.of(frozen, GenerationConfig.greedy(Set.of(separator), 7), 4096)
                        .generate(prompts);
            }
            int right = 0;
            for (int i = 0; i < 100; i++) {
                int[] source = Arrays.copyOf(prompts.get(i), prompts.get(i).length - 1);
                if (Arrays.equals(generated.get(i).tokens(), source)) right++;
            }
            assertThat(right).isGreaterThanOrEqualTo(90);
        }
    }

    /** Texts a b c 0 a b c 0, where what follows the first 0 is to be predicted. */
    private static List<TokenExample> copies(SplittableRandom random, int count) {
        List<TokenExample> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(2, 7);
            int[] ids = new int[2 * length + 2];
            for (int j = 0; j < length; j++) ids[j] = ids[length + 1 + j] = random.nextInt(1, 12);
            int[] labels = ids.clone();
            Arrays.fill(labels, 0, length + 1, TokenExample.IGNORED);
            examples.add(new TokenExample(ids, labels));
        }
        return examples;
    }

    @Test
    void aStepThatIsNotFiniteIsReportedAndChangesNothing() {
        try (CausalLm model = TinyModels.gpt2(1);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            assertThat(step.step(texts(4), 1e-3, 0).orThrow().finite()).isTrue();
            float[] good = model.parameters();
            float[] broken = good.clone();
            broken[0] = Float.NaN;
            model.parameters(broken);
            StepResult result = step.step(texts(12), 1e-3, 0);
            assertThat(result.finite()).isFalse();
            assertThatThrownBy(result::orThrow)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageStartingWith("Training diverged: loss is NaN");
            assertThat(step.gradient(texts(12), 0).finite()).isFalse();
            assertThat(model.parameters()).isEqualTo(broken);
            assertThat(step.state().step()).isEqualTo(1);
            model.parameters(good);
            assertThat(step.gradient(texts(4), 0).finite())
                    .as("the next batch is free of it")
                    .isTrue();
        }
    }

    @Test
    void refusesABatchWithoutTargets() {
        try (CausalLm model = TinyModels.gpt2(1);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            TokenExample silent = new TokenExample(new int[] {1, 2}, new int[] {1, -100});
            assertThatThrownBy(() -> step.step(List.of(silent), 1e-3, 0))
                    .hasMessage("Cannot train on a batch of 1 examples without targets");
        }
    }

    @Test
    void scheduleRisesToItsPeakAndFallsToItsFloor() {
        CosineSchedule schedule = new CosineSchedule(2.0, 4, 104, 0.1);
        assertThat(schedule.learningRate(0)).isEqualTo(0.5);
        assertThat(schedule.learningRate(3)).isEqualTo(2.0);
        assertThat(schedule.learningRate(4)).isEqualTo(2.0);
        assertThat(schedule.learningRate(54)).isCloseTo(1.1, within(1e-9));
        assertThat(schedule.learningRate(104)).isCloseTo(0.2, within(1e-9));
        assertThat(schedule.learningRate(1000)).isCloseTo(0.2, within(1e-9));
    }
}
