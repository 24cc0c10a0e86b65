package org.alignersquad.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
        return causalLm(Compute.CPU);
    }

    /** The same on a device. */
    public CausalLm causalLm(Compute compute) {
        return attempt(directory, () -> {
            if (config instanceof DecoderConfig decoder) return CausalLm.of(decoder, tensors(), compute);
            throw new IllegalArgumentException(config.modelType() + " is not a causal language model");
        });
    }

    /**
     * Loads the language model with room for the special tokens that a tokenizer has more than the directory's; each starts
     * as the mean of the tokens that spelled its name before. The caller closes it.
     */
    public CausalLm causalLm(Tokenizer tokenizer) {
        return causalLm(tokenizer, Compute.CPU);
    }

    /** The same on a device. */
    public CausalLm causalLm(Tokenizer tokenizer, Compute compute) {
        return attempt(directory, () -> {
            if (!(config instanceof DecoderConfig decoder))
                throw new IllegalArgumentException(config.modelType() + " is not a causal language model");
            NewTokens added = added(tokenizer);
            DecoderConfig grown = decoder.withVocabSize(added.rows(decoder));
            return CausalLm.of(grown, added.grow(ParameterTable.match(decoder, tensors()), decoder, grown), compute);
        });
    }

    /** Rows of the tables of a model of this config that {@link #causalLm(Tokenizer)} makes for a tokenizer of this size. */
    public static int rows(ModelConfig config, int tokens) {
        return NewTokens.rows(config, tokens);
    }

    private NewTokens added(Tokenizer tokenizer) throws IOException {
        try (Tokenizer own = Tokenizer.open(directory.resolve(TOKENIZER))) {
            return NewTokens.between(own, tokenizer);
        }
    }

    /**
     * Fails where the weight files' tensors do not fit the config, told from the files' headers alone.
     *
     * @throws CheckpointException listing tensors that are missing, left over or of another shape
     */
    public void requireFitting() {
        attempt(directory, () -> {
            List<StoredTensor> stored = Safetensors.listDirectory(directory);
            ParameterTable.require(config, stored);
            return stored;
        });
    }

    /** Loads the classifier; the caller closes it. */
    public SequenceClassifier sequenceClassifier() {
        return sequenceClassifier(Compute.CPU);
    }

    /** The same on a device. */
    public SequenceClassifier sequenceClassifier(Compute compute) {
        return attempt(directory, () -> {
            if (config instanceof EncoderConfig encoder) return SequenceClassifier.of(encoder, tensors(), compute);
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

    /** The same with room for the special tokens that a tokenizer has more than the directory's. */
    public SequenceClassifier sequenceClassifierWithFreshHead(int numLabels, long seed, Tokenizer tokenizer) {
        return attempt(directory, () -> {
            if (!(config instanceof EncoderConfig encoder))
                throw new IllegalArgumentException(config.modelType() + " is not a sequence classifier");
            EncoderConfig labelled = encoder.withNumLabels(numLabels);
            NewTokens added = added(tokenizer);
            EncoderConfig grown = labelled.withVocabSize(added.rows(labelled));
            List<NamedTensor> tensors = ParameterTable.match(labelled, withFreshHead(encoder, numLabels, seed));
            return SequenceClassifier.of(grown, added.grow(tensors, labelled, grown));
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

    /** Loads the tokenizer with these special tokens, of which it may lack some; the caller closes it. */
    public Tokenizer tokenizer(Collection<String> specialTokens) {
        try (Tokenizer own = tokenizer()) {
            return own.withSpecialTokens(specialTokens);
        }
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
            companions.write(to, records);
        });
    }

    /**
     * Writes what stands beside the weights into a directory that is there: the tokenizer and its companions, and records.
     * So a directory that holds an adapter has the tokenizer that the adapter was trained with.
     *
     * @param maxPositions longest input, in tokens
     */
    public static void saveCompanions(
            Path directory,
            Tokenizer tokenizer,
            int maxPositions,
            Map<String, String> roles,
            Map<String, JsonNode> records) {
        try {
            new TokenizerFiles(tokenizer, roles, maxPositions).write(directory, records);
        } catch (IOException e) {
            throw new CheckpointException("Cannot write " + directory + ": " + e, e);
        }
    }

    static void json(Path file, JsonNode content) throws IOException {
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
