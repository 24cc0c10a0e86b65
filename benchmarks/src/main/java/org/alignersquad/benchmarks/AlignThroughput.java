package org.alignersquad.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.alignersquad.align.AlignJob;
import org.alignersquad.align.AlignRecipe;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.models.inspector.Calibration;
import org.alignersquad.models.inspector.HashedNgrams;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.inspector.LinearInspector;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Rows per second of job align over a generated dump, with an inspector that finds no fault, against plain Spark that
 * reads and writes the same Parquet, and against plain Spark that reads it and writes all the columns that align writes; and
 * over a tenth of the dump, for the growth of time and heap with rows.
 *
 * <p>Arguments: rows, rounds, a folder to work in, and the inspector's weights: 0 for a stub that reads no text, 1e-6 for one
 * that computes all its features and still finds no fault.
 */
public final class AlignThroughput {
    private final SparkSession spark;
    private final Path folder;

    private AlignThroughput(SparkSession spark, Path folder) {
        this.spark = spark;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        long rows = Long.parseLong(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path folder = Path.of(arguments[2]);
        SparkSession spark = SparkSession.builder()
                .appName("align throughput")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 4)
                .getOrCreate();
        try {
            new AlignThroughput(spark, folder).run(rows, rounds, Float.parseFloat(arguments[3]));
        } finally {
            spark.stop();
        }
    }

    private void run(long rows, int rounds, float weight) throws IOException {
        inspector(weight);
        dump(rows / 10, "tenth");
        dump(rows, "dump");
        align("tenth");
        for (int warm = 0; warm < 2; warm++) {
            plain("tenth");
            plainSameRows("tenth");
        }
        for (int round = 1; round <= rounds; round++) {
            double plain = plain("dump");
            double same = plainSameRows("dump");
            double tenth = align("tenth");
            long heapTenth = usedHeap();
            double all = align("dump");
            long heap = usedHeap();
            System.out.printf(
                    Locale.ROOT,
                    "round %d: rows %d, align %.1f s, plain read and write of the dump %.1f s, ratio %.2f; plain read and"
                            + " write of the rows that align writes %.1f s, ratio %.2f; tenth %.1f s, time per row"
                            + " over the tenth's %.2f; heap in use after collection %d MB, after the tenth %d MB%n",
                    round,
                    rows,
                    all,
                    plain,
                    plain / all,
                    same,
                    same / all,
                    tenth,
                    all / tenth / 10,
                    heap,
                    heapTenth);
        }
        checkRows(rows);
    }

    private void inspector(float weight) {
        HashedNgrams features = new HashedNgrams(12);
        var none = JsonNodeFactory.instance.objectNode();
        InspectorCard card =
                new InspectorCard(InspectorKind.LINEAR, "helpful", .5, Calibration.NONE, features.json(), none);
        float[] weights = new float[features.dimension()];
        Arrays.fill(weights, weight);
        LinearInspector.of(card, weights, -3).save(folder.resolve("inspector"));
    }

    private void dump(long rows, String name) {
        String words = "concat_ws(' ', transform(sequence(1, 40), i -> substr(md5(concat(id, i)), 1, 5)))";
        spark.range(0, rows, 1, 4)
                .selectExpr(
                        "cast(id AS string) AS id",
                        "concat('What is ', substr(md5(cast(id AS string)), 1, 12), ' good for?') AS prompt",
                        words + " AS response",
                        "id % 7 AS model",
                        "timestamp_seconds(id) AS at")
                .write()
                .mode("overwrite")
                .parquet(folder + "/" + name);
    }

    private double plain(String dump) {
        long start = System.nanoTime();
        spark.read().parquet(folder + "/" + dump).write().mode("overwrite").parquet(folder + "/plain");
        return (System.nanoTime() - start) * 1e-9;
    }

    /** Plain Spark that puts out what align does, with constants for what a squad finds. */
    private double plainSameRows(String dump) {
        StructType aligned = StageOutput.open(spark, folder + "/align/aligned").schema();
        String trail = aligned.apply("trail").dataType().catalogString();
        long start = System.nanoTime();
        spark.read()
                .parquet(folder + "/" + dump)
                .selectExpr(
                        "*",
                        "id AS row_id",
                        "response AS aligned_response",
                        "false AS changed",
                        "'untouched' AS decision",
                        "cast(null AS string) AS skip_reason",
                        "cast(null AS string) AS worst_criterion",
                        "cast(array() AS " + trail + ") AS trail",
                        "map('helpful', 0.04742587f) AS scores_before",
                        "map('helpful', 0.04742587f) AS scores_after")
                .write()
                .mode("overwrite")
                .parquet(folder + "/plain");
        return (System.nanoTime() - start) * 1e-9;
    }

    private double align(String dump) throws IOException {
        FileUtils.deleteQuietly(folder.resolve("align").toFile());
        Recipe<AlignRecipe> recipe = recipe(dump);
        long start = System.nanoTime();
        new AlignJob().run(spark, recipe);
        return (System.nanoTime() - start) * 1e-9;
    }

    private Recipe<AlignRecipe> recipe(String dump) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, """
                align:
                  output: %1$s/align
                  dump: {path: %1$s/%2$s, format: parquet, prompt: prompt, response: response, id: id}
                  shards: 4
                  shards_per_wave: 4
                  squad:
                    criteria:
                      helpful: {inspector: %1$s/inspector, aligner: %1$s/inspector}
                    order: per-row
                    gate: true
                    min_gain: 0.05
                    margin: 0.05
                    max_steps: 3
                    buffer_rows: 512
                    batch_rows: 64
                    max_new_tokens: 96
                    max_characters: 4000
                """.formatted(folder, dump));
        return Recipes.load(file, "align", List.of(), AlignRecipe.class);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private void checkRows(long rows) {
        Dataset<Row> aligned =
                StageOutput.open(spark, folder + "/align/aligned").kept();
        Row counts = aligned.selectExpr("count(*)", "count(DISTINCT row_id)", "count_if(changed)")
                .first();
        System.out.printf(
                "rows in %d, rows out %d, different ids %d, changed %d%n",
                rows, counts.getLong(0), counts.getLong(1), counts.getLong(2));
        if (counts.getLong(0) != rows || counts.getLong(1) != rows) {
            throw new IllegalStateException("Rows were lost or doubled");
        }
    }
}
