package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What AlpacaEval's tools read, as JSON arrays: {@code model_outputs.json} and {@code reference_outputs.json}
 * (instruction, output, generator, dataset, row_id), and {@code annotations.json} (both outputs and the preference, 1 for
 * output_1, which is the original, to 2 for output_2).
 */
final class AlpacaEvalFiles {
    private static final String DATASET = "aligners";

    private final Configuration conf;
    private final String folder;
    private final AlpacaEvalConfig config;

    AlpacaEvalFiles(Configuration conf, String folder, AlpacaEvalConfig config) {
        this.conf = conf;
        this.folder = folder;
        this.config = config;
    }

    /**
     * @param rows see {@link ChangedRows}
     * @param pairs of this run
     */
    void write(Dataset<Row> rows, Pairs pairs) {
        Dataset<Row> drawn = rows.where("prompt IS NOT NULL AND original IS NOT NULL")
                .orderBy(xxhash64(col("row_id")), col("row_id"))
                .limit(config.mostRows());
        String before = config.generator() + "-before";
        writeArray("model_outputs.json", drawn.select(output("aligned", config.generator())));
        writeArray("reference_outputs.json", drawn.select(output("original", before)));
        Dataset<Row> preferences = pairs.results()
                .groupBy("row_id")
                .agg(expr("avg(CASE result WHEN 'win' THEN 2d WHEN 'tie' THEN 1.5d ELSE 1d END)")
                        .as("preference"));
        writeArray(
                "annotations.json",
                drawn.join(preferences, "row_id")
                        .orderBy(xxhash64(col("row_id")), col("row_id"))
                        .select(to_json(struct(
                                col("prompt").as("instruction"),
                                col("original").as("output_1"),
                                lit(before).as("generator_1"),
                                col("aligned").as("output_2"),
                                lit(config.generator()).as("generator_2"),
                                lit("evaluate-judge").as("annotator"),
                                col("preference"),
                                lit(DATASET).as("dataset"),
                                col("row_id")))));
    }

    private static Column output(String column, String generator) {
        return to_json(struct(
                col("prompt").as("instruction"),
                col(column).as("output"),
                lit(generator).as("generator"),
                lit(DATASET).as("dataset"),
                col("row_id")));
    }

    /** Row by row through the driver, which holds a part of the rows at a time. */
    private void writeArray(String name, Dataset<Row> objects) {
        Path file = new Path(folder, name);
        try (FSDataOutputStream out = file.getFileSystem(conf).create(file, true)) {
            Iterator<Row> rows = objects.toLocalIterator();
            String separator = "[\n";
            while (rows.hasNext()) {
                out.write((separator + rows.next().getString(0)).getBytes(StandardCharsets.UTF_8));
                separator = ",\n";
            }
            out.write((separator.startsWith("[") ? "[]\n" : "\n]\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
