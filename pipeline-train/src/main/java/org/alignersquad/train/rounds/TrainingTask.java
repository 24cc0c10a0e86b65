package org.alignersquad.train.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.HadoopSettings;
import org.jspecify.annotations.Nullable;

/**
 * What is to be trained, on what: all that a task must know besides the state and the step.
 *
 * @param model the model's name, for messages and paths
 * @param config the model's {@code config.json}
 * @param adapter what is trained in place of the whole model; absent: the whole model
 * @param criteria rows of which criteria it learns from
 * @param tasks Spark tasks of a round; a divisor of the number of shards, each of which belongs to one task
 */
public record TrainingTask(
        String model,
        Learner learner,
        String config,
        @Nullable AdapterBase adapter,
        RoundsRecipe recipe,
        ExampleFiles files,
        List<String> criteria,
        HadoopSettings settings,
        ComputeRecipe compute,
        int tasks,
        long seed)
        implements Serializable {
    public TrainingTask {
        criteria = List.copyOf(criteria);
        int shards = files.shards().size();
        if (shards % tasks != 0)
            throw new IllegalArgumentException("tasks must divide shards (" + shards + "), is: " + tasks);
        if (recipe.batchSize() % shards != 0)
            throw new IllegalArgumentException(
                    "batch_size must be a multiple of shards (" + shards + "), is: " + recipe.batchSize());
    }

    ModelConfig modelConfig() {
        return Architectures.read("config.json", Json.read(config, JsonNode.class));
    }

    /** What is trained, in order. */
    private List<ParameterSpec> trained() {
        return adapter == null ? modelConfig().parameters() : adapter.lora().trained(modelConfig());
    }

    /** Which of the trained numbers decay. */
    Decayed decayed() {
        return new Decayed(trained());
    }

    int shards() {
        return files.shards().size();
    }

    /** Those that belong to a Spark task. */
    List<Integer> shards(int number) {
        return IntStream.range(0, shards())
                .filter(shard -> shard % tasks == number)
                .boxed()
                .toList();
    }

    int batchPerShard() {
        return recipe.batchSize() / shards();
    }

    /** A seed for one purpose, the same in every run. */
    long seed(String purpose, long number) {
        return Long.parseUnsignedLong(Hashes.id(String.valueOf(seed), model, purpose, String.valueOf(number)), 16);
    }
}
