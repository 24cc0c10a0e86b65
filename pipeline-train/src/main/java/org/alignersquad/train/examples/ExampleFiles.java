package org.alignersquad.train.examples;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.spark.StageOutput;

/**
 * The Parquet files of an examples stage, by shard; read by training tasks without Spark, so that nothing but a shard's
 * number travels with a task.
 *
 * @param shards for each shard its files; a shard without rows has none
 */
public record ExampleFiles(List<List<String>> shards) implements Serializable {
    public ExampleFiles {
        shards = List.copyOf(shards);
    }

    public static ExampleFiles of(StageOutput stage) {
        List<List<String>> shards = new ArrayList<>();
        for (int shard = 0; shard < stage.shards(); shard++) {
            boolean empty = stage.keptRows(shard) == 0;
            shards.add(empty ? List.of() : List.of(stage.kept(List.of(shard)).inputFiles()));
        }
        return new ExampleFiles(shards);
    }
}
