package org.alignersquad.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.safetensors.DType;
import org.alignersquad.models.safetensors.Safetensors;
import org.alignersquad.models.safetensors.WeightFormat;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCheckpoint {
    private static final List<String> SPECIAL = List.of("[PAD]", "[DONE]");
    private static final Map<String, String> ROLES = Map.of("eos_token", "[DONE]", "pad_token", "[PAD]");

    @TempDir
    private Path parent;

    private Path save() {
        Path directory = parent.resolve("model");
        try (CausalLm model = gpt2(1);
                Tokenizer tokenizer = BpeTrainer.train(List.of("to be or not to be"), 270, SPECIAL)) {
            Checkpoint.save(directory, model, tokenizer, ROLES, Map.of());
        }
        return directory;
    }

    private static CausalLm gpt2(long seed) {
        return TinyModels.shaken(CausalLm.create(Gpt2Config.of(270, 40, 24, 2, 3), seed), seed);
    }

    @Test
    void loadsTheSameBits() {
        Checkpoint checkpoint = Checkpoint.open(save());
        try (CausalLm saved = gpt2(1);
                CausalLm loaded = checkpoint.causalLm();
                Tokenizer tokenizer = checkpoint.tokenizer()) {
            assertThat(loaded.parameters()).isEqualTo(saved.parameters());
            assertThat(loaded.config()).isEqualTo(saved.config());
            assertThat(loaded.logits(new int[] {5, 6})).isDeepEqualTo(saved.logits(new int[] {5, 6}));
            assertThat(tokenizer.specialTokens()).containsOnlyKeys(SPECIAL);
        }
    }

    @Test
    void classifierLoadsTheSameBits() {
        Path directory = parent.resolve("bert");
        try (SequenceClassifier model =
                        SequenceClassifier.create(org.alignersquad.models.bert.BertConfig.of(270, 40, 24, 2, 3), 1);
                Tokenizer tokenizer = BpeTrainer.train(List.of("to be or not to be"), 270, SPECIAL)) {
            Checkpoint.save(directory, model, tokenizer, ROLES, Map.of());
            try (SequenceClassifier loaded = Checkpoint.open(directory).sequenceClassifier()) {
                assertThat(loaded.parameters()).isEqualTo(model.parameters());
            }
        }
        assertThatThrownBy(() -> Checkpoint.open(directory).causalLm())
                .hasMessageEndingWith("bert is not a causal language model");
    }

    @Test
    void hasHuggingFacesFilesAndNames() throws IOException {
        Path directory = save();
        try (var files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "special_tokens_map.json",
                            "generation_config.json");
        }
        assertThat(Safetensors.listDirectory(directory)).anySatisfy(tensor -> {
            assertThat(tensor.name()).isEqualTo("transformer.h.1.attn.c_attn.weight");
            assertThat(tensor.shape()).containsExactly(24, 72);
        });
        assertThat(json(directory, "config.json").path("bos_token_id").isNull())
                .as("no token begins a text, and other readers are told so")
                .isTrue();
        assertThat(json(directory, "config.json").path("eos_token_id").intValue())
                .isEqualTo(1);
        assertThat(json(directory, "generation_config.json")
                        .path("pad_token_id")
                        .intValue())
                .isZero();
        assertThat(json(directory, "special_tokens_map.json").path("eos_token").asText())
                .isEqualTo("[DONE]");
    }

    private static JsonNode json(Path directory, String file) throws IOException {
        return new ObjectMapper().readTree(directory.resolve(file).toFile());
    }

    @Test
    void everyArchitectureComesBackWithTheSameBits() {
        for (ModelConfig config : TinyConfigs.all()) {
            Path directory = parent.resolve(config.modelType());
            try (Model model = TinyConfigs.model(config, 1);
                    Tokenizer tokenizer = BpeTrainer.train(List.of("to be or not to be"), 270, SPECIAL)) {
                WeightFormat shards = new WeightFormat(DType.F32, 10_000);
                Checkpoint.save(directory, model, tokenizer, ROLES, Map.of(), shards);
                try (Model loaded = TinyConfigs.open(directory)) {
                    assertThat(loaded.config()).isEqualTo(config);
                    assertThat(loaded.parameters()).isEqualTo(model.parameters());
                }
                assertThat(directory.resolve(Safetensors.INDEX)).exists();
            }
        }
    }

    @Test
    void halfPrecisionComesBackRounded() throws IOException {
        Path directory = parent.resolve("half");
        try (CausalLm model = gpt2(1);
                Tokenizer tokenizer = BpeTrainer.train(List.of("to be or not to be"), 270, SPECIAL)) {
            Checkpoint.save(directory, model, tokenizer, ROLES, Map.of(), WeightFormat.of("bfloat16"));
            try (CausalLm loaded = Checkpoint.open(directory).causalLm()) {
                float[] expected = model.parameters();
                float[] actual = loaded.parameters();
                for (int i = 0; i < expected.length; i++)
                    assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(Math.abs(expected[i]) / 256);
            }
        }
        assertThat(json(directory, "config.json").path("torch_dtype").asText()).isEqualTo("bfloat16");
    }

    @Test
    void aPretrainedEncoderGetsAFreshHead() throws IOException {
        for (EncoderConfig config : List.of(TinyConfigs.BERT, TinyConfigs.ROBERTA)) {
            Path directory = parent.resolve("base-" + config.modelType());
            try (SequenceClassifier model = (SequenceClassifier) TinyConfigs.model(config, 1);
                    Tokenizer tokenizer = BpeTrainer.train(List.of("to be or not to be"), 270, SPECIAL)) {
                Checkpoint.save(directory, model, tokenizer, ROLES, Map.of());
                List<NamedTensor> base = new ArrayList<>();
                for (NamedTensor t : model.weights().tensors())
                    if (!config.startsAfreshIfMissing(t.name()))
                        base.add(new NamedTensor(t.name().replace(config.modelType() + ".", ""), t.shape(), t.data()));
                base.add(NamedTensor.of("embeddings.position_ids", new long[] {1}, new float[1]));
                Safetensors.write(directory.resolve(Safetensors.FILE), base);
                assertThatThrownBy(() -> Checkpoint.open(directory).sequenceClassifier())
                        .hasMessageContaining("classifier")
                        .hasMessageContaining("is missing");
                try (SequenceClassifier fresh = Checkpoint.open(directory).sequenceClassifierWithFreshHead(5, 9)) {
                    assertThat(fresh.config().numLabels()).isEqualTo(5);
                    assertThat(fresh.logits(List.of(new int[] {5, 6}), List.of(new int[2]))[0])
                            .hasSize(5);
                    int words = config.vocabSize() * 24;
                    assertThat(Arrays.copyOf(fresh.parameters(), words))
                            .isEqualTo(Arrays.copyOf(model.parameters(), words));
                }
            }
        }
    }

    @Test
    void whatAKilledSaveHadMovedAsideIsPutBack() throws IOException {
        Path directory = save();
        Path aside = parent.resolve(".model-0b7e6b3c-7a53-4b5c-9d0a-000000000000-old");
        Files.move(directory, aside);
        try (CausalLm loaded = Checkpoint.open(directory).causalLm()) {
            assertThat(loaded.config().vocabSize()).isEqualTo(270);
        }
        assertThat(aside).doesNotExist();
    }

    @Test
    void savingAgainReplacesAndLeavesNothingElse() throws IOException {
        Path directory = save();
        Files.writeString(directory.resolve("stale.txt"), "x");
        save();
        assertThat(directory.resolve("stale.txt")).doesNotExist();
        try (var files = Files.list(parent)) {
            assertThat(files).containsExactly(directory);
        }
    }

    @Test
    void listsEveryDifferenceBetweenTensorsAndConfig() throws IOException {
        Path directory = save();
        try (CausalLm model = gpt2(1)) {
            List<NamedTensor> tensors = new ArrayList<>(model.weights().tensors());
            tensors.remove(1);
            tensors.set(1, NamedTensor.of("transformer.h.0.ln_1.weight", new long[] {3}, new float[3]));
            tensors.add(NamedTensor.of("transformer.h.9.ln_1.weight", new long[] {3}, new float[3]));
            Safetensors.write(directory.resolve("model.safetensors"), tensors);
        }
        assertThatThrownBy(() -> Checkpoint.open(directory).causalLm())
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Cannot open checkpoint " + directory + ": Tensors do not fit the model's config:"
                        + " transformer.wpe.weight is missing;"
                        + " transformer.h.0.ln_1.weight has shape (3), expected (24);"
                        + " transformer.h.9.ln_1.weight is not a parameter of gpt2");
    }

    @Test
    void readsTheFirstCheckpointsNamesAndSkipsMasksAndTheTiedHead() {
        try (CausalLm model = gpt2(1)) {
            List<NamedTensor> foreign = new ArrayList<>();
            for (NamedTensor t : model.weights().tensors())
                foreign.add(new NamedTensor(t.name().replace("transformer.", ""), t.shape(), t.data()));
            foreign.add(NamedTensor.of("h.0.attn.bias", new long[] {1}, new float[1]));
            foreign.add(NamedTensor.of("lm_head.weight", new long[] {1}, new float[1]));
            try (CausalLm loaded = CausalLm.of(model.config(), foreign)) {
                assertThat(loaded.parameters()).isEqualTo(model.parameters());
            }
        }
    }

    @Test
    void namesTheDirectoryWhenSomethingIsMissing() throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(parent.resolve("nowhere")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot open checkpoint " + parent.resolve("nowhere"));
        Path directory = save();
        Files.delete(directory.resolve("model.safetensors"));
        assertThatThrownBy(() -> Checkpoint.open(directory).causalLm()).hasMessageContaining("model.safetensors");
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"t5\"}");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .hasMessageEndingWith("config.json: model_type is 't5', expected one of " + Architectures.MODEL_TYPES);
    }

    @Test
    void newTokensStartAtTheMeanAndChangeNothingElse() {
        try (CausalLm model = gpt2(1);
                CausalLm larger = model.withVocabSize(272)) {
            float[] before = model.logits(new int[] {5, 6, 7})[2];
            float[] after = larger.logits(new int[] {5, 6, 7})[2];
            double mean = 0;
            for (int v = 0; v < 270; v++) {
                assertThat(after[v]).isCloseTo(before[v], org.assertj.core.api.Assertions.within(1e-5f));
                mean += before[v] / 270.0;
            }
            assertThat(after[271]).isCloseTo((float) mean, org.assertj.core.api.Assertions.within(1e-4f));
            assertThatThrownBy(() -> model.withVocabSize(260)).hasMessageStartingWith("Cannot shrink");
        }
    }
}
