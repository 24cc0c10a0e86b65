package org.alignersquad.models.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.safetensors.Safetensors;
import org.alignersquad.models.safetensors.StoredTensor;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.LossTerms;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLora {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LoraConfig GPT2 = LoraConfig.of(4, 8, "c_attn", "mlp.c_proj");
    private static final LoraConfig BERT = LoraConfig.of(3, 6, "query", "value");

    @TempDir
    private Path directory;

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

    /** An adapter with every number away from its start. */
    private static <E> LoraAdapter<E> shaken(LoraAdapter<E> adapter) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = adapter.weights().values();
        for (int i = 0; i < values.length; i++) values[i] += (float) (0.1 * random.nextGaussian());
        adapter.weights().assign(values);
        return adapter;
    }

    private static <E> float loss(LoraAdapter<E> adapter, List<E> examples) {
        try (Scope scope = Scope.inference()) {
            return adapter.loss(scope, examples, LossTerms.scaled(1)).item();
        }
    }

    @Test
    void aFreshAdapterChangesNothing() {
        try (CausalLm model = TinyModels.gpt2(1);
                LoraAdapter<TokenExample> adapter = LoraAdapter.create(model, GPT2, 7);
                Scope scope = Scope.inference()) {
            assertThat(loss(adapter, texts(5)))
                    .isEqualTo(model.loss(scope, texts(5), LossTerms.scaled(1)).item());
            assertThat(adapter.weights().count())
                    .as("2 layers of (24 → 72) and (96 → 24)")
                    .isEqualTo(2 * (4 * 24 + 72 * 4 + 4 * 96 + 24 * 4));
        }
    }

    @Test
    void updatesAreScaledProductsInTheOrientationOfTheStoredMatrices() {
        try (CausalLm gpt2 = TinyModels.gpt2(1);
                SequenceClassifier bert = TinyModels.bert(1);
                LoraAdapter<TokenExample> stored = shaken(LoraAdapter.create(gpt2, GPT2, 7));
                LoraAdapter<ClassificationExample> plain = shaken(LoraAdapter.create(bert, BERT, 7))) {
            assertMerged(stored, "transformer.h.1.attn.c_attn", 4, 24, 72, true);
            assertMerged(stored, "transformer.h.0.mlp.c_proj", 4, 96, 24, true);
            assertMerged(plain, "bert.encoder.layer.1.attention.self.value", 3, 24, 24, false);
        }
    }

    private static void assertMerged(
            LoraAdapter<?> adapter, String module, int r, int in, int out, boolean transposed) {
        float[] a = floats(adapter.weights().tensors(), module + ".lora_A.weight");
        float[] b = floats(adapter.weights().tensors(), module + ".lora_B.weight");
        float[] expected = floats(adapter.base().weights().tensors(), module + ".weight");
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                double sum = 0;
                for (int k = 0; k < r; k++) sum += b[o * r + k] * a[k * in + i];
                expected[transposed ? i * out + o : o * in + i] += (float) (2 * sum);
            }
        }
        assertThat(floats(adapter.mergedTensors(), module + ".weight"))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(expected);
    }

    private static float[] floats(List<NamedTensor> tensors, String name) {
        NamedTensor tensor =
                tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
        float[] values = new float[tensor.floats().remaining()];
        tensor.floats().get(values);
        return values;
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        try (CausalLm gpt2 = TinyModels.gpt2(2);
                SequenceClassifier bert = TinyModels.bert(2);
                LoraAdapter<TokenExample> one = shaken(LoraAdapter.create(gpt2, GPT2.saving("ln_f"), 7));
                LoraAdapter<ClassificationExample> other = shaken(LoraAdapter.create(bert, BERT, 7))) {
            assertGradients(one, texts(4));
            assertGradients(other, labelled(4));
        }
    }

    private static <E> void assertGradients(LoraAdapter<E> adapter, List<E> examples) {
        try (Scope scope = Scope.recording()) {
            adapter.backward(scope, examples, LossTerms.scaled(1));
        }
        float[] gradient = adapter.weights().gradientValues();
        float[] start = adapter.weights().values();
        int offset = 0;
        for (NamedTensor tensor : adapter.weights().tensors()) {
            int count = tensor.floats().remaining();
            SplittableRandom random = new SplittableRandom(offset);
            float[] direction = new float[start.length];
            double expected = 0;
            for (int i = offset; i < offset + count; i++) {
                direction[i] = (float) random.nextGaussian();
                expected += (double) gradient[i] * direction[i];
            }
            offset += count;
            double by = 4e-3 / Math.sqrt(count);
            double slope =
                    (lossAt(adapter, examples, start, direction, by) - lossAt(adapter, examples, start, direction, -by))
                            / (2 * by);
            assertThat(slope).as(tensor.name()).isCloseTo(expected, within(0.02 * Math.abs(expected) + 0.05));
        }
    }

    private static <E> double lossAt(
            LoraAdapter<E> adapter, List<E> examples, float[] start, float[] direction, double by) {
        float[] moved = new float[start.length];
        for (int i = 0; i < moved.length; i++) moved[i] = (float) (start[i] + by * direction[i]);
        adapter.weights().assign(moved);
        return loss(adapter, examples);
    }

    @Test
    void trainingChangesTheAdapterAloneAndMergingGivesTheSameBits() {
        try (CausalLm model = TinyModels.gpt2(3)) {
            float[] before = model.parameters();
            try (LoraAdapter<TokenExample> adapter = LoraAdapter.create(model, GPT2.saving("wte"), 7);
                    TrainingStep<TokenExample> step = new TrainingStep<>(adapter, TinyModels.TRAINING)) {
                double first = step.loss(texts(12));
                for (int i = 0; i < 60; i++) step.step(texts(12), 1e-2, i);
                assertThat(step.loss(texts(12))).isLessThan(first / 2);
                assertThat(model.parameters()).isEqualTo(before);
                float adapted = loss(adapter, texts(12));
                try (CausalLm merged = CausalLm.of(model.config(), adapter.mergedTensors());
                        Scope scope = Scope.inference()) {
                    assertThat(merged.loss(scope, texts(12), LossTerms.scaled(1))
                                    .item())
                            .isEqualTo(adapted);
                    adapter.merge();
                    assertThat(model.parameters()).isEqualTo(merged.parameters());
                    assertThat(loss(adapter, texts(12)))
                            .as("nothing is added twice")
                            .isEqualTo(adapted);
                }
            }
            try (TrainingStep<TokenExample> whole = new TrainingStep<>(model, TinyModels.TRAINING)) {
                assertThat(whole.step(texts(4), 1e-3, 1).gradientNorm())
                        .as("trainable again")
                        .isPositive();
            }
        }
    }

    @Test
    void dropoutFollowsItsSeed() {
        LoraConfig config = new LoraConfig(4, 8, 0.5, true, List.of("c_attn"), List.of());
        assertThat(config.scaling()).isEqualTo(4);
        try (CausalLm model = TinyModels.gpt2(3);
                LoraAdapter<TokenExample> adapter = shaken(LoraAdapter.create(model, config, 7));
                TrainingStep<TokenExample> step = new TrainingStep<>(adapter, TinyModels.TRAINING)) {
            float[] first = step.gradient(texts(6), 1).values();
            assertThat(step.gradient(texts(6), 1).values())
                    .as("equal, where a zero may have lost its sign")
                    .usingComparatorWithPrecision(0f)
                    .containsExactly(first);
            assertThat(step.gradient(texts(6), 2).values()).isNotEqualTo(first);
            int dropped = 0;
            for (int i = 0; i < 24; i++) if (first[i] == 0) dropped++;
            assertThat(dropped)
                    .as("input features without gradient in the first A")
                    .isBetween(4, 20);
        }
    }

    @Test
    void filesHavePeftsNamesAndComeBackWithTheSameBits() throws IOException {
        try (SequenceClassifier model = TinyModels.bert(4);
                LoraAdapter<ClassificationExample> adapter = shaken(LoraAdapter.create(model, BERT, 7))) {
            adapter.save(directory.resolve("adapter"), "some/bert");
            JsonNode json = JSON.readTree(
                    directory.resolve("adapter/adapter_config.json").toFile());
            assertThat(json.path("peft_type").asText()).isEqualTo("LORA");
            assertThat(json.path("task_type").asText()).isEqualTo("SEQ_CLS");
            assertThat(json.path("base_model_name_or_path").asText()).isEqualTo("some/bert");
            assertThat(json.path("target_modules")).extracting(JsonNode::asText).containsExactly("query", "value");
            assertThat(json.path("modules_to_save"))
                    .extracting(JsonNode::asText)
                    .containsExactly("classifier", "score");
            assertThat(Safetensors.list(directory.resolve("adapter/adapter_model.safetensors")))
                    .extracting(StoredTensor::name)
                    .contains(
                            "base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight",
                            "base_model.model.bert.encoder.layer.1.attention.self.value.lora_B.weight",
                            "base_model.model.classifier.weight",
                            "base_model.model.classifier.bias")
                    .hasSize(2 * 2 * 2 + 2);
            float[] saved = adapter.weights().values();
            float loss = loss(adapter, labelled(5));
            try (LoraAdapter<ClassificationExample> opened = LoraAdapter.open(model, directory.resolve("adapter"))) {
                assertThat(opened.config()).isEqualTo(BERT);
                assertThat(opened.weights().values()).isEqualTo(saved);
                assertThat(loss(opened, labelled(5))).isEqualTo(loss);
            }
        }
    }

    @Test
    void readsPatternsAndAllLinearAsPeftDoes() throws IOException {
        try (CausalLm model = TinyModels.gpt2(5)) {
            LoraAdapter.create(model, LoraConfig.of(2, 4, LoraConfig.ALL_LINEAR), 1)
                    .close();
            ObjectNode json = (ObjectNode) JSON.readTree("""
                    {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "fan_in_fan_out": true,
                     "target_modules": ".*\\\\.1\\\\.attn\\\\.c_(attn|proj)"}""");
            assertThat(AdapterJson.read("f", json, model.config()).targetModules())
                    .containsExactly("transformer.h.1.attn.c_attn", "transformer.h.1.attn.c_proj");
            json.put("target_modules", "all-linear");
            LoraConfig all = AdapterJson.read("f", json, model.config());
            assertThat(LoraLayout.of(model.config(), all).adapted()).hasSize(2 * 4);
        }
    }

    @Test
    void wrongNamesAndFilesAreNamed() throws IOException {
        try (CausalLm model = TinyModels.gpt2(5);
                LoraAdapter<TokenExample> adapter = LoraAdapter.create(model, GPT2, 1)) {
            assertThatThrownBy(() -> LoraAdapter.create(model, LoraConfig.of(2, 4, "q_proj"), 1))
                    .hasMessage("target_modules: no module is named 'q_proj', there are [c_attn, c_fc, c_proj]");
            assertThatThrownBy(() -> LoraAdapter.create(model, GPT2.saving("score"), 1))
                    .hasMessageStartingWith("modules_to_save: no module is named 'score', there are [c_attn,");
            assertThatThrownBy(() -> LoraConfig.of(0, 4, "c_attn")).hasMessage("r must be at least 1, is: 0");
            Path saved = directory.resolve("adapter");
            adapter.save(saved, "base");
            try (SequenceClassifier bert = TinyModels.bert(1)) {
                assertThatThrownBy(() -> LoraAdapter.open(bert, saved))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("fan_in_fan_out is true, expected false for bert");
            }
            assertReadFails(model, saved, "use_dora", "true", "use_dora is true, expected false");
            assertReadFails(model, saved, "peft_type", "\"IA3\"", "peft_type is \"IA3\", expected one of [LORA]");
            assertReadFails(model, saved, "r", "5", "lora_A.weight has shape (4, 24), expected (5, 24)");
            assertReadFails(
                    model, saved, "target_modules", "[\"c_attn\"]", "mlp.c_proj.lora_A.weight belongs to no adapted");
            assertReadFails(model, saved, "target_modules", "7", "target_modules is 7, expected a list of names");
        }
    }

    private static void assertReadFails(CausalLm model, Path saved, String field, String value, String message)
            throws IOException {
        Path file = saved.resolve("adapter_config.json");
        byte[] good = Files.readAllBytes(file);
        ObjectNode json = (ObjectNode) JSON.readTree(good);
        json.set(field, JSON.readTree(value));
        Files.writeString(file, json.toString());
        assertThatThrownBy(() -> LoraAdapter.open(model, saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
        Files.write(file, good);
    }

    @Test
    void equalSeedsGiveEqualAdapters() {
        try (CausalLm model = TinyModels.gpt2(5);
                LoraAdapter<TokenExample> one = LoraAdapter.create(model, GPT2, 1);
                LoraAdapter<TokenExample> same = LoraAdapter.create(model, GPT2, 1);
                LoraAdapter<TokenExample> other = LoraAdapter.create(model, GPT2, 2)) {
            assertThat(one.weights().values()).isEqualTo(same.weights().values());
            assertThat(Arrays.equals(one.weights().values(), other.weights().values()))
                    .isFalse();
        }
    }
}
