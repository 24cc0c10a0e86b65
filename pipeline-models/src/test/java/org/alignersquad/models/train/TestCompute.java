package org.alignersquad.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Compute;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.TensorList;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.engine.TorchDevice;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.lora.LoraConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Other ways to compute the same: recomputed activations, half precision. */
class TestCompute {
    private static final Compute RECOMPUTED = Compute.CPU.withRecomputedActivations();
    private static final TrainingConfig SMALL_PARTS = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1, 0.1, 40);

    private static CausalLm gpt2(Compute compute) {
        try (CausalLm plain = TinyModels.gpt2(3)) {
            return TinyModels.shaken(CausalLm.create(plain.config(), 3, compute), 3);
        }
    }

    private static SequenceClassifier bert(Compute compute) {
        try (SequenceClassifier plain = TinyModels.bert(3)) {
            return TinyModels.shaken(SequenceClassifier.create(plain.config(), 3, compute), 3);
        }
    }

    private static List<TokenExample> texts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TinyModels.ids(i, 4 + i % 9, 53))
                .map(ids -> new TokenExample(ids, ids))
                .toList();
    }

    private static List<ClassificationExample> labelled(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> new ClassificationExample(TinyModels.ids(i, 4 + i % 9, 53), new int[4 + i % 9], i % 2, 1))
                .toList();
    }

    private static <E> Gradient gradient(Trainable<E> model, List<E> examples) {
        try (TrainingStep<E> step = new TrainingStep<>(model, SMALL_PARTS)) {
            step.gradient(examples, 5);
            return step.gradient(examples, 6);
        }
    }

    @Test
    void recomputedActivationsGiveTheSameBits() {
        try (CausalLm kept = gpt2(Compute.CPU);
                CausalLm recomputed = gpt2(RECOMPUTED)) {
            assertSameBits(gradient(kept, texts(20)), gradient(recomputed, texts(20)));
        }
        try (SequenceClassifier kept = bert(Compute.CPU);
                SequenceClassifier recomputed = bert(RECOMPUTED)) {
            assertSameBits(gradient(kept, labelled(20)), gradient(recomputed, labelled(20)));
        }
    }

    @Test
    void recomputedActivationsGiveAnAdapterTheSameBits() {
        LoraConfig config = new LoraConfig(4, 8, 0.1, false, List.of("c_attn", "c_fc"), List.of());
        for (LoraConfig with : List.of(config, config.saving("wte"))) {
            try (CausalLm kept = gpt2(Compute.CPU);
                    CausalLm recomputed = gpt2(RECOMPUTED);
                    LoraAdapter<TokenExample> one = LoraAdapter.create(kept, with, 1);
                    LoraAdapter<TokenExample> other = LoraAdapter.create(recomputed, with, 1)) {
                assertSameBits(gradient(one, texts(20)), gradient(other, texts(20)));
            }
        }
    }

    private static void assertSameBits(Gradient expected, Gradient gradient) {
        assertThat(gradient.loss()).isEqualTo(expected.loss());
        assertThat(Arrays.equals(gradient.values(), expected.values()))
                .as("equal bits")
                .isTrue();
        assertThat(gradient.finite()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = "FLOAT32", mode = EnumSource.Mode.EXCLUDE)
    void halfPrecisionGivesNearlyTheSameGradient(Precision precision) {
        Compute half = Compute.CPU.withPrecision(precision);
        try (CausalLm exact = gpt2(Compute.CPU);
                CausalLm rounded = gpt2(half)) {
            assertNear(gradient(exact, texts(20)), gradient(rounded, texts(20)));
            assertThat(rounded.logits(new int[] {1, 2})[1])
                    .isNotEqualTo(exact.logits(new int[] {1, 2})[1])
                    .usingComparatorWithPrecision(0.3f)
                    .containsExactly(exact.logits(new int[] {1, 2})[1]);
        }
        try (SequenceClassifier exact = bert(Compute.CPU);
                SequenceClassifier rounded = bert(half)) {
            assertNear(gradient(exact, labelled(20)), gradient(rounded, labelled(20)));
        }
        try (CausalLm rounded = gpt2(half);
                CausalLm recomputed = gpt2(half.withRecomputedActivations())) {
            assertSameBits(gradient(rounded, texts(20)), gradient(recomputed, texts(20)));
        }
    }

    private static void assertNear(Gradient expected, Gradient gradient) {
        assertThat(gradient.loss()).isCloseTo(expected.loss(), within(0.05)).isNotEqualTo(expected.loss());
        double dot = 0;
        double ours = 0;
        double theirs = 0;
        for (int i = 0; i < gradient.values().length; i++) {
            dot += (double) gradient.values()[i] * expected.values()[i];
            ours += Math.pow(gradient.values()[i], 2);
            theirs += Math.pow(expected.values()[i], 2);
        }
        assertThat(dot / Math.sqrt(ours * theirs)).as("cosine").isGreaterThan(0.99);
        assertThat(Math.sqrt(ours / theirs)).as("length").isCloseTo(1, within(0.05));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void learnsInEveryPrecisionWithParametersOf32Bits(Precision precision) {
        try (CausalLm model = gpt2(Compute.CPU.withPrecision(precision));
                TrainingStep<TokenExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            double first = step.loss(texts(12));
            float[] before = model.parameters();
            step.step(texts(12), 1e-6, 0);
            assertThat(model.parameters()).as("a step far below half precision").isNotEqualTo(before);
            for (int i = 0; i < 60; i++) step.step(texts(12), 5e-3, i).orThrow();
            assertThat(step.loss(texts(12))).isLessThan(first / 2);
        }
    }

    @Test
    void halfPrecisionTensorsAreRefusedOutsideOfScriptsByAnException() {
        try (CausalLm model = gpt2(Compute.CPU);
                Scope scope = Scope.inference()) {
            TensorList rounded = (TensorList) Precision.BFLOAT16.cast(scope, model.weights());
            assertThat(rounded.get(0).shape()).containsExactly(53, 24);
            assertThatThrownBy(() -> rounded.get(0).floats())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("half precision");
            assertThatThrownBy(() -> rounded.get(0).ints()).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> rounded.get(0).item()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namesOfPrecisionsAndDevices() {
        assertThat(Precision.of("bfloat16")).isEqualTo(Precision.BFLOAT16);
        assertThatThrownBy(() -> Precision.of("int8"))
                .hasMessage("precision is 'int8', expected one of [float32, bfloat16, float16]");
        assertThat(TorchDevice.of("cpu")).isEqualTo(TorchDevice.CPU).hasToString("cpu");
        assertThatThrownBy(() -> TorchDevice.of("tpu"))
                .hasMessage("device is 'tpu', expected cpu, gpu, auto or cuda:N");
        assertThatThrownBy(() -> TorchDevice.of("cuda:77"))
                .hasMessageStartingWith("device is 'cuda:77', but this process sees ");
        assertThatThrownBy(() -> TorchDevice.of("gpu", List.of("left"))).hasMessageContaining("GPU address is 'left'");
        assertThatThrownBy(() -> TorchDevice.of("gpu", List.of("77"))).hasMessageStartingWith("device is 'cuda:77'");
        assertThat(TorchDevice.of("auto").isGpu()).isEqualTo(Torch.gpus() > 0);
        if (Torch.hasCuda())
            assertThatThrownBy(() -> TorchDevice.of("auto", List.of("77")))
                    .hasMessageStartingWith("device is 'cuda:77'");
        else assertThat(TorchDevice.of("auto", List.of("77"))).isEqualTo(TorchDevice.CPU);
    }
}
