package org.alignersquad.train.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.safetensors.Safetensors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Whether a directory is a checkpoint that a recipe can start from, told from its small files before there is a cluster. Of
 * weights on this machine's disk the headers are looked at, too.
 *
 * @param key of the recipe, for messages
 * @param wanted what the recipe needs, such as {@code a causal language model}, for messages
 * @param kind what the config must be
 */
public record PretrainedCheck<C extends ModelConfig>(
        String key, String wanted, Class<C> kind, String directory, Configuration conf) {
    /** What an aligner starts from. */
    public static PretrainedCheck<DecoderConfig> aligner(String directory, Configuration conf) {
        return new PretrainedCheck<>(
                "train.aligners.checkpoint",
                "a causal language model, such as gpt2 or llama",
                DecoderConfig.class,
                directory,
                conf);
    }

    /** What a BERT inspector starts from. */
    public static PretrainedCheck<EncoderConfig> bert(String directory, Configuration conf) {
        return new PretrainedCheck<>(
                "train.inspectors.bert.checkpoint",
                "a text encoder, bert or roberta",
                EncoderConfig.class,
                directory,
                conf);
    }

    /**
     * The model's shape, from {@code config.json} alone.
     *
     * @throws ConfigException naming the key and what is wrong
     */
    public C shape() {
        try {
            return read();
        } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }

    private C read() throws FileNotFoundException {
        String text = OutputFiles.read(conf, file("config.json"));
        if (text == null) throw new FileNotFoundException("no such file: " + file("config.json"));
        ModelConfig config = Architectures.read(file("config.json"), Json.read(text, JsonNode.class));
        if (kind.isInstance(config)) return kind.cast(config);
        throw new IllegalArgumentException(
                directory + " has a model of model_type " + config.modelType() + ", expected " + wanted);
    }

    /**
     * The model's shape, where the directory has all that is needed; problems are added where not.
     *
     * @param maxLength tokens of the longest text
     */
    public Optional<C> config(Inputs problems, int maxLength) {
        try {
            C config = read();
            if (maxLength > config.maxPositions())
                throw new IllegalArgumentException("the model of " + directory + " takes " + config.maxPositions()
                        + " tokens, train.max_length is " + maxLength);
            requireFiles();
            return Optional.of(config);
        } catch (IOException | IllegalArgumentException | UncheckedIOException | CheckpointException e) {
            problems.problem(key + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void requireFiles() throws IOException {
        if (!exists("tokenizer.json")) throw new FileNotFoundException("no such file: " + file("tokenizer.json"));
        if (!exists(Safetensors.FILE) && !exists(Safetensors.INDEX))
            throw new FileNotFoundException(
                    "there is neither " + Safetensors.FILE + " nor " + Safetensors.INDEX + " in "
                            + directory
                            + (exists("pytorch_model.bin") ? "; save the model again as safetensors" : ""));
        Path place = new Path(OutputFiles.absolute(conf, directory));
        if ("file".equals(place.toUri().getScheme()))
            Checkpoint.open(java.nio.file.Path.of(place.toUri().getPath())).requireFitting();
    }

    private boolean exists(String name) throws IOException {
        Path path = new Path(file(name));
        FileSystem files = path.getFileSystem(conf);
        return files.exists(path);
    }

    private String file(String name) {
        return directory + "/" + name;
    }
}
