package org.alignersquad.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.Initialization;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.safetensors.Safetensors;
import org.alignersquad.models.safetensors.StoredTensor;
import org.alignersquad.models.safetensors.WeightFormat;
import org.alignersquad.models.tokenizer.Tokenizer;

/**
 * A model directory in Hugging Face's layout: {@code config.json}, {@code model.safetensors} or shards with an index,
 * {@code tokenizer.json} and its companions.
 */
public final class Checkpoint {
    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final ModelConfig config;

    private Checkpoint(Path directory, ModelConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /** @throws CheckpointException naming the directory and what is wrong with its config */
    public static Checkpoint open(Path directory) {
        DirectoryWriter.restore(directory);
        return attempt(directory, () -> new Checkpoint(directory, config(directory.resolve(CONFIG))));
    }

    private static ModelConfig config(Path file) throws IOException {
        return Architectures.read(CONFIG, readJson(file));
    }

    private static JsonNode readJson(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(name + " is missing", e);
        }
    }

    public ModelConfig config() {
        return config;
    }

    /** Loads the language model; the caller closes it. */
    public CausalLm causalLm() {
        return attempt(directory, () -> {
            if (config instanceof DecoderConfig decoder) return CausalLm.of(decoder, tensors());
            throw new IllegalArgumentException(config.modelType() + " is not a causal language model");
        });
    }

    /** Loads the classifier; the caller closes it. */
    public SequenceClassifier sequenceClassifier() {
        return attempt(directory, () -> {
            if (config instanceof EncoderConfig encoder) return SequenceClassifier.of(encoder, tensors());
            throw new IllegalArgumentException(config.modelType() + " is not a sequence classifier");
        });
    }

    /**
     * Loads the encoder with a fresh classification head, whatever the files hold of one, and with a fresh pooler if
     * they hold none; the caller closes it. So a pre-trained base model starts to learn a task.
     *
     * @param seed of the head's weights; the same for a seed on every machine
     */
    public SequenceClassifier sequenceClassifierWithFreshHead(int numLabels, long seed) {
        return attempt(directory, () -> {
            if (config instanceof EncoderConfig encoder)
                return SequenceClassifier.of(encoder.withNumLabels(numLabels), withFreshHead(encoder, numLabels, seed));
            throw new IllegalArgumentException(config.modelType() + " is not a sequence classifier");
        });
    }

    private List<NamedTensor> withFreshHead(EncoderConfig encoder, int numLabels, long seed) throws IOException {
        List<NamedTensor> tensors = new ArrayList<>();
        Set<String> found = new HashSet<>();
        for (StoredTensor stored : Safetensors.listDirectory(directory)) {
            String name = encoder.parameterName(stored.name());
            if (name == null || encoder.isHead(name)) continue;
            tensors.add(stored.read());
            found.add(name);
        }
        List<ParameterSpec> fresh = encoder.withNumLabels(numLabels).parameters().stream()
                .filter(spec -> encoder.startsAfreshIfMissing(spec.name()) && !found.contains(spec.name()))
                .toList();
        tensors.addAll(Initialization.draw(fresh, seed));
        return tensors;
    }

    private List<NamedTensor> tensors() throws IOException {
        List<NamedTensor> tensors = new ArrayList<>();
        for (StoredTensor stored : Safetensors.listDirectory(directory))
            if (config.parameterName(stored.name()) != null) tensors.add(stored.read());
        return tensors;
    }

    /** Loads the tokenizer; the caller closes it. */
    public Tokenizer tokenizer() {
        return attempt(directory, () -> Tokenizer.open(directory.resolve(TOKENIZER)));
    }

    /** How it wants to generate: its {@value GenerationConfig#FILE}, or the same fields of its config. */
    public GenerationConfig generationConfig() {
        return attempt(directory, () -> {
            String file = Files.exists(directory.resolve(GenerationConfig.FILE)) ? GenerationConfig.FILE : CONFIG;
            return GenerationConfig.read(file, readJson(directory.resolve(file)));
        });
    }

    /** Writes a directory with 32-bit weights; see {@link #save(Path, Model, Tokenizer, Map, Map, WeightFormat)}. */
    public static void save(
            Path directory,
            Model model,
            Tokenizer tokenizer,
            Map<String, String> roles,
            Map<String, JsonNode> records) {
        save(directory, model, tokenizer, roles, records, WeightFormat.FLOAT32);
    }

    /**
     * Writes a directory that replaces what is at this place; it appears complete or not at all.
     *
     * @param roles Hugging Face's names of roles, such as {@code eos_token}, and the special tokens that have them
     * @param records further JSON files by name
     * @param format number type and largest file of the weights
     */
    public static void save(
            Path directory,
            Model model,
            Tokenizer tokenizer,
            Map<String, String> roles,
            Map<String, JsonNode> records,
            WeightFormat format) {
        int room = model.config().vocabSize();
        if (tokenizer.vocabSize() > room)
            throw new IllegalArgumentException("Tokenizer has " + tokenizer.vocabSize() + " tokens, the model " + room);
        TokenizerFiles companions =
                new TokenizerFiles(tokenizer, roles, model.config().maxPositions());
        DirectoryWriter.replace(directory, to -> {
            json(to.resolve(CONFIG), companions.addIds(model.config().json().put("torch_dtype", format.torchDtype())));
            Safetensors.writeDirectory(to, model.weights().tensors(), format);
            Files.writeString(to.resolve(TOKENIZER), tokenizer.json());
            json(to.resolve("tokenizer_config.json"), companions.tokenizerConfig());
            json(to.resolve("special_tokens_map.json"), companions.specialTokensMap());
            json(to.resolve(GenerationConfig.FILE), companions.generationConfig());
            for (Map.Entry<String, JsonNode> record : records.entrySet())
                json(to.resolve(record.getKey()), record.getValue());
        });
    }

    private static void json(Path file, JsonNode content) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), content);
    }

    private static <T> T attempt(Path directory, Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open checkpoint " + directory + ": " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws IOException;
    }
}
