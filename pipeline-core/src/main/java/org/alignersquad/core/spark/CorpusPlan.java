package org.alignersquad.core.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Partition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.jspecify.annotations.Nullable;

/**
 * {@code plan.json}: how a corpus was dealt out to shards. Written once, so that every later run deals the same way.
 *
 * @param of fingerprint of the corpus, its files and the way in which Spark cuts them
 * @param corpus that is dealt
 * @param why the corpus is dealt in this way, for people
 * @param shards how many there are; some may be empty
 * @param pieces by shard what it holds of which files, where it is dealt by pieces of files; else empty
 * @param rows by shard, where it is dealt by pieces of files; else empty
 */
public record CorpusPlan(
        String of,
        CorpusConfig corpus,
        Dealing dealing,
        String why,
        int shards,
        List<List<String>> pieces,
        List<Long> rows) {
    public static final String FILE = "plan.json";

    /** What decides over the shard of a row. */
    public enum Dealing {
        /** Where in the files it is: rows stay where they are read. */
        BY_PIECE,
        /** The hash of its id: rows are shuffled. */
        BY_ID
    }

    /** Pieces whose rows are more than this many times as many as they would be in equal shards leave tasks without work. */
    private static final int MOST_UNEVEN = 3;

    static CorpusPlan byId(String of, CorpusConfig corpus, String why, int shards) {
        return new CorpusPlan(of, corpus, Dealing.BY_ID, why, shards, List.of(), List.of());
    }

    /** By pieces where these make shards of like size and no id repeats. */
    static CorpusPlan of(String of, CorpusConfig corpus, int shards, List<List<String>> pieces, RepeatedIds found) {
        long[] rows = new long[pieces.size()];
        found.rows().forEach((piece, count) -> rows[piece] = count);
        long most = LongStream.of(rows).max().orElse(0);
        double even = (double) LongStream.of(rows).sum() / shards;
        if (found.any()) return byId(of, corpus, "ids repeat, and are numbered", shards);
        if (most > MOST_UNEVEN * even)
            return byId(
                    of,
                    corpus,
                    "the largest piece that Spark can cut has " + most + " rows, " + shards
                            + " equal shards would have " + Math.round(even),
                    shards);
        List<Long> counts = LongStream.of(rows).boxed().toList();
        return new CorpusPlan(of, corpus, Dealing.BY_PIECE, "files in pieces", pieces.size(), pieces, counts);
    }

    /** What each partition of a table reads, in order; null where that is not pieces of files. */
    static @Nullable List<List<String>> pieces(Dataset<Row> table) {
        List<List<String>> pieces = new ArrayList<>();
        for (Partition partition : table.queryExecution().toRdd().partitions()) {
            if (!(partition instanceof FilePartition files)) return null;
            pieces.add(Arrays.stream(files.files()).map(String::valueOf).toList());
        }
        return Collections.unmodifiableList(pieces);
    }

    /** The plan in a job's output, or null where there is none. */
    public static @Nullable CorpusPlan read(Configuration conf, String output) {
        String text = OutputFiles.read(conf, output + "/" + FILE);
        return text == null ? null : Json.read(text, CorpusPlan.class);
    }

    void write(Configuration conf, String output) {
        OutputFiles.write(conf, output + "/" + FILE, Json.pretty(this));
    }
}
