package org.alignersquad.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TestGenerator {
    private static final int POSITIONS = 150;
    private static final CausalLm MODEL =
            TinyModels.shaken(CausalLm.create(Gpt2Config.of(53, POSITIONS, 48, 2, 3), 7), 7);
    private static final FrozenModel<DecoderConfig> FROZEN = MODEL.freeze();
    /** Frequent enough that rows end at different steps. */
    private static final Set<Integer> STOPS = Set.of(27, 51);

    private static final GenerationConfig GREEDY = GenerationConfig.greedy(STOPS, 40);

    @AfterAll
    static void close() {
        FROZEN.close();
        MODEL.close();
    }

    private static List<Prompt> prompts() {
        return IntStream.range(0, 45)
                .mapToObj(i -> Prompt.of(1000 + i, TinyModels.ids(i, 1 + i * 7 % 141, 53)))
                .toList();
    }

    @Test
    void cachedTokensEqualTheFullForwardPass() {
        List<Prompt> prompts = prompts();
        List<Generated> generated = Generator.of(FROZEN, GREEDY, 2048).inOrder(prompts);
        for (int i = 0; i < prompts.size(); i++) assertEqualsFullForward(prompts.get(i), generated.get(i));
        assertThat(generated.stream().filter(Generated::finished).count()).isBetween(10L, 44L);
    }

    private static void assertEqualsFullForward(Prompt prompt, Generated generated) {
        int[] ids = prompt.inputIds();
        int most = Math.min(40, POSITIONS - ids.length);
        double sum = 0;
        for (int step = 0; step < most; step++) {
            double[] logP = logSoftmax(MODEL.logits(ids)[ids.length - 1]);
            int best = IntStream.range(0, logP.length).reduce(0, (a, b) -> logP[b] > logP[a] ? b : a);
            sum += logP[best];
            if (STOPS.contains(best)) break;
            assertThat((double) generated.logProbs()[step]).isCloseTo(logP[best], within(1e-4));
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = best;
        }
        int given = prompt.inputIds().length;
        assertThat(generated.tokens()).isEqualTo(Arrays.copyOfRange(ids, given, ids.length));
        assertThat(generated.finished()).isEqualTo(ids.length - given < most);
        assertThat(generated.logProbability()).isCloseTo(sum, within(1e-3));
        assertThat(generated.logProbs()).hasSameSizeAs(generated.tokens());
    }

    private static double[] logSoftmax(float[] logits) {
        double[] logP = new double[logits.length];
        double sum = 0;
        for (float logit : logits) sum += Math.exp(logit);
        for (int i = 0; i < logP.length; i++) logP[i] = logits[i] - Math.log(sum);
        return logP;
    }

    @Test
    void bitsDoNotDependOnWhatElseIsGenerated() {
        List<GenerationConfig> configs = List.of(
                GREEDY,
                GREEDY.sampling(0.8, 20, 0.95, 11),
                GREEDY.sampling(1.3, 0, 0.9, 12),
                GREEDY.sampling(1, 0, 1, 13).withRepetitionPenalty(1.3));
        List<Prompt> shuffled = new ArrayList<>(prompts());
        Collections.shuffle(shuffled, new Random(5));
        for (GenerationConfig config : configs) {
            List<Generated> alone = Generator.of(FROZEN, config, 1).inOrder(shuffled);
            for (int maxTokens : new int[] {300, 1000, 100_000})
                assertSame(Generator.of(FROZEN, config, maxTokens).inOrder(shuffled), alone);
            List<Prompt> few = shuffled.subList(20, 37);
            assertSame(Generator.of(FROZEN, config, 700).inOrder(few), alone.subList(20, 37));
        }
    }

    /** The same tokens with the same log-probabilities to the last bit. */
    private static void assertSame(List<Generated> actual, List<Generated> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
            assertThat(actual.get(i).logProbs()).isEqualTo(expected.get(i).logProbs());
            assertThat(actual.get(i).finishReason()).isEqualTo(expected.get(i).finishReason());
        }
    }

    @Test
    void threadsShareOneModel() throws Exception {
        List<Generated> expected = Generator.of(FROZEN, GREEDY, 1000).inOrder(prompts());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<List<Generated>> task =
                    () -> Generator.of(FROZEN, GREEDY, 1000).inOrder(prompts());
            for (Future<List<Generated>> result : threads.invokeAll(Collections.nCopies(8, task)))
                assertSame(result.get(), expected);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void samplingFollowsTheProbabilities() {
        int[] prompt = TinyModels.ids(1, 5, 53);
        double[] p = Arrays.stream(logSoftmax(MODEL.logits(prompt)[4]))
                .map(Math::exp)
                .toArray();
        assertDrawnFrom(p, draw(prompt, GREEDY.sampling(1, 0, 1, 5)));
        assertDrawnFrom(tempered(p, 2), draw(prompt, GREEDY.sampling(2, 0, 1, 6)));
        assertDrawnFrom(most(p, 7, 1), draw(prompt, GREEDY.sampling(1, 7, 1, 7)));
        assertDrawnFrom(most(p, 53, 0.6), draw(prompt, GREEDY.sampling(1, 0, 0.6, 8)));
        assertDrawnFrom(most(most(p, 12, 1), 12, 0.6), draw(prompt, GREEDY.sampling(1, 12, 0.6, 9)));
    }

    private static int[] draw(int[] prompt, GenerationConfig config) {
        GenerationConfig one = config.withMaxNewTokens(1).withEosTokenIds(Set.of());
        int[] counts = new int[53];
        Generator.of(FROZEN, one, 8192)
                .generate(Collections.nCopies(4000, prompt))
                .forEach(g -> counts[g.tokens()[0]]++);
        return counts;
    }

    private static double[] tempered(double[] p, double temperature) {
        return normal(Arrays.stream(p).map(x -> Math.pow(x, 1 / temperature)).toArray());
    }

    private static double[] normal(double[] p) {
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    /** The {@code topK} largest, and of those as many as make up {@code topP}. */
    private static double[] most(double[] p, int topK, double topP) {
        double[] kept = new double[p.length];
        double sum = 0;
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted((a, b) -> Double.compare(p[b], p[a]))
                .mapToInt(i -> i)
                .toArray();
        for (int i = 0; i < topK && sum < topP; sum += p[order[i++]]) kept[order[i]] = p[order[i]];
        return normal(kept);
    }

    private static void assertDrawnFrom(double[] p, int[] counts) {
        double chiSquare = 0;
        int kinds = 0;
        for (int v = 0; v < p.length; v++) {
            if (p[v] == 0) assertThat(counts[v]).as("token %s", v).isZero();
            else chiSquare += Math.pow(counts[v] - 4000 * p[v], 2) / (4000 * p[v]);
            if (p[v] > 0) kinds++;
        }
        double freedom = kinds - 1;
        double limit = freedom * Math.pow(1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom)), 3);
        assertThat(chiSquare).as("%s degrees of freedom, 99.9 %%", freedom).isLessThan(limit);
    }

    @Test
    void repetitionPenaltyActsOnWhatTheTextHasAlready() {
        GenerationConfig config = GenerationConfig.greedy(Set.of(), 30).withRepetitionPenalty(1.5);
        List<Generated> generated =
                Generator.of(FROZEN, config, 4096).inOrder(prompts().subList(0, 12));
        for (Generated result : generated) {
            int[] ids = result.prompt().inputIds();
            for (int token : result.tokens()) {
                assertThat(token).isEqualTo(likeliestUnlessRepeated(ids, 1.5));
                ids = Arrays.copyOf(ids, ids.length + 1);
                ids[ids.length - 1] = token;
            }
        }
    }

    private static int likeliestUnlessRepeated(int[] ids, double penalty) {
        float[] scores = MODEL.logits(ids)[ids.length - 1];
        for (int id : Arrays.stream(ids).distinct().toArray())
            scores[id] = (float) (scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty);
        return IntStream.range(0, scores.length).reduce(0, (a, b) -> scores[b] > scores[a] ? b : a);
    }

    @Test
    void endsWhereThePositionsEnd() {
        GenerationConfig endless = GenerationConfig.greedy(Set.of(), Integer.MAX_VALUE);
        List<Generated> generated = Generator.of(FROZEN, endless, 4096)
                .generate(List.of(TinyModels.ids(1, 145, 53), TinyModels.ids(2, 30, 53), TinyModels.ids(2, 150, 53)));
        assertThat(generated).extracting(g -> g.tokens().length).containsExactly(5, 120, 0);
        assertThat(generated).extracting(Generated::finishReason).containsOnly(FinishReason.LENGTH);
    }

    @Test
    void stopTokensWaitForTheFewestNewTokens() {
        Prompt prompt = prompts().stream()
                .filter(p -> endsAfterSomeTokens(
                        Generator.of(FROZEN, GREEDY, 1).inOrder(List.of(p)).get(0)))
                .findFirst()
                .orElseThrow();
        Prompt longer = new Prompt(prompt.key(), prompt.inputIds(), 25);
        List<Generated> results = Generator.of(FROZEN, GREEDY, 4096).inOrder(List.of(prompt, longer));
        assertThat(results.get(0).tokens()).hasSizeLessThan(25);
        assertThat(results.get(1).tokens())
                .hasSizeGreaterThanOrEqualTo(25)
                .startsWith(results.get(0).tokens());
        assertThat(results.get(1).tokens()).doesNotContain(27, 51);
    }

    private static boolean endsAfterSomeTokens(Generated generated) {
        return generated.finished() && generated.tokens().length > 0 && generated.tokens().length < 25;
    }

    @Test
    void stopStringsEndATextWhereverTokensDivideThem() {
        try (Tokenizer tokenizer = BpeTrainer.train(List.of("abcabcab", "bcab"), 262, List.of());
                CausalLm model =
                        TinyModels.shaken(CausalLm.create(Gpt2Config.of(tokenizer.vocabSize(), 64, 32, 1, 2), 3), 3);
                FrozenModel<DecoderConfig> frozen = model.freeze()) {
            List<int[]> prompts = IntStream.range(0, 30)
                    .mapToObj(i -> tokenizer.encode("abc".substring(i % 3) + i))
                    .toList();
            GenerationConfig free = GenerationConfig.greedy(Set.of(), 40).sampling(1, 0, 1, 4);
            List<Generated> whole = Generator.of(frozen, free, 4096).generate(prompts);
            String text = tokenizer.decode(whole.get(0).tokens());
            String stop = text.substring(text.offsetByCodePoints(0, 9), text.offsetByCodePoints(0, 12));
            List<Generated> stopped = Generator.of(frozen, free.withStopStrings(List.of(stop, "zzzz")), 4096, tokenizer)
                    .generate(prompts);
            assertThat(stopped.get(0).finished()).isTrue();
            String cut = tokenizer.decode(stopped.get(0).tokens());
            assertThat(cut).contains(stop).hasSizeLessThan(text.length());
            assertThat(whole.get(0).tokens()).startsWith(stopped.get(0).tokens());
            for (int i = 1; i < prompts.size(); i++)
                assertThat(stopped.get(i).finished())
                        .isEqualTo(tokenizer.decode(stopped.get(i).tokens()).contains(stop));
        }
    }

    @Test
    void givesResultsWhilePromptsAreStillComing() {
        AtomicInteger read = new AtomicInteger();
        var source = IntStream.range(0, 5000)
                .peek(i -> read.incrementAndGet())
                .mapToObj(i -> Prompt.of(i, TinyModels.ids(i, 1 + i % 9, 53)))
                .iterator();
        int results = 0;
        long keys = 0;
        try (Generation generation =
                Generator.of(FROZEN, GREEDY.withMaxNewTokens(2), 2048).generate(source)) {
            while (generation.hasNext()) {
                keys += generation.next().prompt().key();
                results++;
                assertThat(read.get() - results).isLessThan(1024 + 200);
            }
        }
        assertThat(results).isEqualTo(5000);
        assertThat(keys).isEqualTo(4999L * 5000 / 2);
    }

    @Test
    void refusesWhatTheModelCannotTake() {
        Generator generator = Generator.of(FROZEN, GREEDY, 4096);
        assertThatThrownBy(() -> generator.generate(List.of(new int[] {1, 53})))
                .hasMessage("Token id must be in [0, 53), is: 53");
        assertThatThrownBy(() -> generator.generate(List.of(new int[151])))
                .hasMessage("Input has 151 tokens, the model takes at most 150");
        assertThatThrownBy(() -> generator.generate(List.of(new int[0]))).hasMessage("Cannot run a model on no tokens");
        assertThatThrownBy(() -> Generator.of(FROZEN, GREEDY.withStopStrings(List.of("end")), 4096))
                .hasMessage("stop_strings need a tokenizer: [end]");
    }
}
