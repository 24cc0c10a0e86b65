package org.alignersquad.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.TinyModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TestGenerator {
    private static final CausalLm MODEL = TinyModels.gpt2(7);
    /** Frequent enough that rows end at different steps. */
    private static final Set<Integer> STOPS = Set.of(3, 8, 15, 22, 30, 41);

    @AfterAll
    static void close() {
        MODEL.close();
    }

    private static List<int[]> prompts() {
        return IntStream.range(0, 40)
                .mapToObj(i -> TinyModels.ids(i, 1 + i * 7 % 23, 53))
                .toList();
    }

    @Test
    void cachedTokensEqualTheFullForwardPass() {
        List<int[]> prompts = prompts();
        List<Generated> generated = new Generator(MODEL, STOPS, Sampling.GREEDY, 4096).generate(prompts, 12);
        for (int i = 0; i < prompts.size(); i++) {
            Generated expected = fullForward(prompts.get(i), 12);
            assertThat(generated.get(i).tokens()).as("row %s", i).isEqualTo(expected.tokens());
            assertThat(generated.get(i).finished()).as("row %s", i).isEqualTo(expected.finished());
        }
        assertThat(generated.stream().filter(Generated::finished).count()).isBetween(5L, 39L);
    }

    private static Generated fullForward(int[] prompt, int maxNewTokens) {
        int[] ids = prompt;
        while (ids.length < prompt.length + maxNewTokens) {
            float[] last = MODEL.logits(ids)[ids.length - 1];
            int best = IntStream.range(0, last.length).reduce(0, (a, b) -> last[b] > last[a] ? b : a);
            if (STOPS.contains(best)) return new Generated(Arrays.copyOfRange(ids, prompt.length, ids.length), true);
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = best;
        }
        return new Generated(Arrays.copyOfRange(ids, prompt.length, ids.length), false);
    }

    @Test
    void tokensDoNotDependOnTheBatch() {
        for (Sampling sampling : List.of(Sampling.GREEDY, new Sampling(0.8, 20, 0.95, 11))) {
            List<Generated> together = new Generator(MODEL, STOPS, sampling, 100_000).generate(prompts(), 12);
            List<Generated> apart = new Generator(MODEL, STOPS, sampling, 1).generate(prompts(), 12);
            assertThat(tokens(together)).isDeepEqualTo(tokens(apart));
        }
    }

    private static int[][] tokens(List<Generated> generated) {
        return generated.stream().map(Generated::tokens).toArray(int[][]::new);
    }

    @Test
    void samplingFollowsTheProbabilities() {
        int[] prompt = TinyModels.ids(1, 5, 53);
        List<int[]> copies = new ArrayList<>();
        for (int i = 0; i < 4000; i++) copies.add(prompt);
        int[] counts = new int[53];
        new Generator(MODEL, Set.of(), new Sampling(1, 1000, 1, 5), 8192)
                .generate(copies, 1)
                .forEach(g -> counts[g.tokens()[0]]++);
        double[] p = softmax(MODEL.logits(prompt)[4]);
        double chiSquare = 0;
        for (int v = 0; v < 53; v++) chiSquare += Math.pow(counts[v] - 4000 * p[v], 2) / (4000 * p[v]);
        assertThat(chiSquare).as("52 degrees of freedom, 99.9 %").isLessThan(94);
        new Generator(MODEL, Set.of(), new Sampling(1, 1, 1, 5), 8192)
                .generate(copies.subList(0, 50), 1)
                .forEach(g -> assertThat(p[g.tokens()[0]])
                        .isEqualTo(Arrays.stream(p).max().orElseThrow()));
    }

    private static double[] softmax(float[] logits) {
        double sum = 0;
        double[] p = new double[logits.length];
        for (int i = 0; i < p.length; i++) sum += p[i] = Math.exp(logits[i]);
        for (int i = 0; i < p.length; i++) p[i] /= sum;
        return p;
    }

    @Test
    void endsWhereThePositionsEnd() {
        Generated generated = new Generator(MODEL, Set.of(), Sampling.GREEDY, 4096)
                .generate(List.of(TinyModels.ids(1, 35, 53), TinyModels.ids(2, 30, 53)), 100)
                .get(0);
        assertThat(generated.tokens()).hasSize(5);
        assertThat(generated.finished()).isFalse();
    }

    @Test
    void refusesTokensOutsideTheVocabulary() {
        Generator generator = new Generator(MODEL, Set.of(), Sampling.GREEDY, 4096);
        assertThatThrownBy(() -> generator.generate(List.of(new int[] {1, 53}), 4))
                .hasMessage("Token id must be in [0, 53), is: 53");
        assertThatThrownBy(() -> generator.generate(List.of(new int[41]), 4))
                .hasMessage("Input has 41 tokens, the model takes at most 40");
    }
}
