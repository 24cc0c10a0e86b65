package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.HadoopSettings;

/**
 * What is to be trained, on what: all that a task must know besides the state and the step.
 *
 * @param model the model's name, for messages and paths
 * @param config the model's {@code config.json}
 * @param criteria rows of which criteria it learns from
 * @param tasks Spark tasks of a round; a divisor of the number of shards, each of which belongs to one task
 */
public record TrainingTask(
        String model,
        Learner learner,
        String config,
        RoundsRecipe recipe,
        ExampleFiles files,
        List<String> criteria,
        HadoopSettings settings,
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

    int shards() {
        return files.shards().size();
    }

    int batchPerShard() {
        return recipe.batchSize() / shards();
    }

    /** A seed for one purpose, the same in every run. */
    long seed(String purpose, long number) {
        return Long.parseUnsignedLong(Hashes.id(String.valueOf(seed), model, purpose, String.valueOf(number)), 16);
    }
}
