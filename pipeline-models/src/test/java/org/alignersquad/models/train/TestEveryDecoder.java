package org.alignersquad.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Compute;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.gptneox.GptNeoxConfig;
import org.alignersquad.models.llama.LlamaConfig;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.lora.LoraConfig;
import org.alignersquad.models.phi.PhiConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What training offers works for every architecture, since none of it knows one. */
class TestEveryDecoder {
    private static final TrainingConfig SMALL_PARTS = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1, 0.1, 40);

    static Stream<DecoderConfig> configs() {
        return Stream.of(
                Gpt2Config.of(53, 40, 24, 2, 3),
                GptNeoxConfig.of(53, 40, 24, 2, 3),
                PhiConfig.of(53, 40, 30, 2, 3),
                LlamaConfig.of(53, 40, 24, 2, 6, 2));
    }

    private static CausalLm model(DecoderConfig config, Compute compute) {
        return TinyModels.shaken(CausalLm.create(config, 3, compute), 3);
    }

    private static List<TokenExample> texts() {
        return IntStream.range(0, 16)
                .mapToObj(i -> TinyModels.ids(i, 4 + i % 9, 53))
                .map(ids -> new TokenExample(ids, ids))
                .toList();
    }

    private static float[] gradient(Trainable<TokenExample> model) {
        try (TrainingStep<TokenExample> step = new TrainingStep<>(model, SMALL_PARTS)) {
            return step.gradient(texts(), 6).values();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void recomputedActivationsGiveTheSameBits(DecoderConfig config) {
        try (CausalLm kept = model(config, Compute.CPU);
                CausalLm recomputed = model(config, Compute.CPU.withRecomputedActivations())) {
            assertThat(Arrays.equals(gradient(recomputed), gradient(kept))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void halfPrecisionGivesNearlyTheSameGradient(DecoderConfig config) {
        try (CausalLm exact = model(config, Compute.CPU);
                CausalLm rounded = model(config, Compute.CPU.withPrecision(Precision.BFLOAT16))) {
            float[] expected = gradient(exact);
            float[] actual = gradient(rounded);
            double product = 0;
            double squares = 0;
            double others = 0;
            for (int i = 0; i < expected.length; i++) {
                product += (double) expected[i] * actual[i];
                squares += (double) expected[i] * expected[i];
                others += (double) actual[i] * actual[i];
            }
            assertThat(product / Math.sqrt(squares * others)).as("cosine").isBetween(0.98, 1 - 1e-9);
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void anAdapterLearnsAndMergesToTheSameBits(DecoderConfig config) {
        LoraConfig lora = LoraConfig.of(4, 8, LoraConfig.ALL_LINEAR);
        try (CausalLm model = model(config, Compute.CPU);
                LoraAdapter<TokenExample> adapter = LoraAdapter.create(model, lora, 1);
                TrainingStep<TokenExample> step = new TrainingStep<>(adapter, TinyModels.TRAINING)) {
            double first = step.loss(texts());
            for (int i = 0; i < 40; i++) step.step(texts(), 1e-2, i).orThrow();
            assertThat(step.loss(texts())).isLessThan(0.8 * first);
            LossTerms terms = LossTerms.scaled(1);
            try (Scope scope = Scope.inference()) {
                float adapted = adapter.loss(scope, texts(), terms).item();
                adapter.merge();
                assertThat(model.loss(scope, texts(), terms).item()).isEqualTo(adapted);
            }
        }
    }
}
