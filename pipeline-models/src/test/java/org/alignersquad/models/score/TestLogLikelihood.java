package org.alignersquad.models.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TestLogLikelihood {
    private static final CausalLm MODEL = TinyModels.gpt2(4);
    private static final FrozenModel<DecoderConfig> FROZEN = MODEL.freeze();

    @AfterAll
    static void close() {
        FROZEN.close();
        MODEL.close();
    }

    private static List<Continuation> texts() {
        return IntStream.range(0, 40)
                .mapToObj(i -> new Continuation(
                        TinyModels.ids(i, 1 + i * 5 % 20, 53), TinyModels.ids(100 + i, 1 + i * 3 % 20, 53)))
                .toList();
    }

    @Test
    void equalsTheSumOverTheFullForwardPass() {
        List<Likelihood> likelihoods = new LogLikelihood(FROZEN, 500).of(texts());
        for (int i = 0; i < 40; i++) {
            Continuation text = texts().get(i);
            float[][] logits = MODEL.logits(text.inputIds());
            double expected = 0;
            for (int j = 0; j < text.continuation().length; j++) {
                float[] row = logits[text.prompt().length - 1 + j];
                double sum = 0;
                for (float logit : row) sum += Math.exp(logit);
                expected += row[text.continuation()[j]] - Math.log(sum);
            }
            assertThat(likelihoods.get(i).logLikelihood()).isCloseTo(expected, within(1e-3));
            assertThat(likelihoods.get(i).tokens()).isEqualTo(text.continuation().length);
            assertThat(likelihoods.get(i).perplexity())
                    .isCloseTo(Math.exp(-expected / text.continuation().length), within(1e-1));
        }
    }

    @Test
    void bitsDoNotDependOnTheBatch() {
        List<Likelihood> together = new LogLikelihood(FROZEN, 100_000).of(texts());
        assertThat(new LogLikelihood(FROZEN, 1).of(texts())).isEqualTo(together);
        assertThat(new LogLikelihood(FROZEN, 300).of(texts().subList(5, 25))).isEqualTo(together.subList(5, 25));
    }

    @Test
    void whatIsGeneratedGreedilyIsTheLikeliest() {
        List<int[]> prompts = texts().stream().map(Continuation::prompt).toList();
        List<Generated> generated = Generator.of(FROZEN, GenerationConfig.greedy(Set.of(), 10), 4096)
                .generate(prompts);
        List<Continuation> own = generated.stream()
                .map(g -> new Continuation(g.prompt().inputIds(), g.tokens()))
                .toList();
        List<Likelihood> likelihoods = new LogLikelihood(FROZEN, 4096).of(own);
        assertThat(likelihoods).allMatch(Likelihood::greedy);
        for (int i = 0; i < own.size(); i++)
            assertThat(likelihoods.get(i).logLikelihood())
                    .isCloseTo(generated.get(i).logProbability(), within(1e-3));
        assertThat(new LogLikelihood(FROZEN, 4096).of(texts())).anyMatch(likelihood -> !likelihood.greedy());
    }

    @Test
    void refusesTextsWithoutAPromptOrTooLong() {
        assertThatThrownBy(() -> new Continuation(new int[0], new int[] {1}))
                .hasMessage("Continuation needs tokens in both parts, has 0 and 1");
        assertThatThrownBy(
                        () -> new LogLikelihood(FROZEN, 4096).of(List.of(new Continuation(new int[30], new int[11]))))
                .hasMessage("Input has 41 tokens, the model takes at most 40");
    }
}
