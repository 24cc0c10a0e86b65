package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.aligner.AlignerCard;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors and drivers die by kill -9 at seeded moments of job align; the same command, repeated until it is done, leaves
 * the rows that an undisturbed run leaves, in each of {@link KillTrials}.
 */
class ITKilledAlign {
    private static final int ROWS = 1500;
    private static final int SHARDS = 6;

    @TempDir
    Path folder;

    @Test
    void killedRunsEndWithTheRowsOfAnUndisturbedOne() throws Exception {
        writeDumpAndModels();
        long start = System.nanoTime();
        CommandLineRun undisturbed = CommandLineRun.of(
                folder.resolve("undisturbed.log"), CommandLineRun.TWO_EXECUTORS, words("undisturbed"));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(undisturbed.exit()).as(undisturbed.output()).isZero();
        List<String> expected = manifests("undisturbed");
        assertThat(expected).hasSize(SHARDS);
        List<String> rows = rows("undisturbed");
        assertThat(rows).hasSize(ROWS);
        for (int trial : KillTrials.seeds()) {
            String kills = trial("trial-" + trial, new Random(trial), millis);
            assertThat(manifests("trial-" + trial))
                    .as("trial %d, %s", trial, kills)
                    .isEqualTo(expected);
            assertThat(rows("trial-" + trial)).as("trial %d, %s", trial, kills).isEqualTo(rows);
            System.out.println("Trial " + trial + ": " + kills + ", rows as undisturbed");
        }
    }

    /** Kills one executor and then the driver, and runs the command again. */
    private String trial(String output, Random random, long millis) throws Exception {
        Process driver =
                CommandLineRun.start(folder.resolve("killed.log"), CommandLineRun.TWO_EXECUTORS, words(output));
        long executorAt = millis / 4 + random.nextInt((int) (millis / 3));
        long driverAt = millis / 4 + random.nextInt((int) (3 * millis / 4));
        driver.waitFor(Math.min(executorAt, driverAt), TimeUnit.MILLISECONDS);
        List<ProcessHandle> executors = driver.toHandle().children().toList();
        if (executorAt < driverAt && !executors.isEmpty()) {
            executors.get(random.nextInt(executors.size())).destroyForcibly();
            driver.waitFor(driverAt - executorAt, TimeUnit.MILLISECONDS);
        }
        boolean inTime = driver.isAlive();
        driver.destroyForcibly().waitFor();
        // straight away, while the dead driver's executors may still be writing
        CommandLineRun again =
                CommandLineRun.of(folder.resolve("again.log"), CommandLineRun.TWO_EXECUTORS, words(output));
        assertThat(again.exit()).as(again.output()).isZero();
        return "an executor " + (executorAt < driverAt ? "after " + executorAt + " ms, " : "not, ") + "the driver "
                + (inTime ? "after " + driverAt + " ms" : "not, it was done");
    }

    private String[] words(String output) {
        return new String[] {"align", folder.resolve("recipe.yaml").toString(), "align.output=" + folder + "/" + output
        };
    }

    /** All columns of all rows, as any tool finds them that reads every file there is. */
    private List<String> rows(String output) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 1)
                .getOrCreate()) {
            return spark.read()
                    .option("recursiveFileLookup", true)
                    .parquet(folder + "/" + output + "/aligned/data")
                    .orderBy("row_id")
                    .toJSON()
                    .collectAsList();
        }
    }

    /** By shard: how many rows, and a hash over all columns of all rows, as the tasks counted that wrote them. */
    private List<String> manifests(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            Path file = folder.resolve(output + "/aligned/_manifest/" + shard + ".json");
            Map<?, ?> manifest = Json.read(Files.readString(file), Map.class);
            lines.add(shard + " " + manifest.get("kept") + " " + manifest.get("rejected") + " "
                    + manifest.get("checksum"));
        }
        return lines;
    }

    private void writeDumpAndModels() throws IOException {
        Random random = new Random(5);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String response = Stream.generate(() -> "word" + random.nextInt(50))
                    .limit(12)
                    .reduce("", (text, word) -> text + " " + word);
            lines.add(Json.line(Map.of("id", "r" + i, "prompt", "Question " + i % 70, "response", response)));
        }
        Files.write(folder.resolve("dump.jsonl"), lines);
        RandomInspector.write(folder.resolve("inspector"), random);
        writeAligner(lines.subList(0, 50));
        Files.writeString(folder.resolve("recipe.yaml"), """
                align:
                  output: %1$s/align
                  dump: {path: %1$s/dump.jsonl, format: jsonl, prompt: prompt, response: response, id: id}
                  shards: %2$d
                  shards_per_wave: 2
                  squad:
                    criteria:
                      helpful: {inspector: %1$s/inspector, aligner: %1$s/aligner}
                    order: per-row
                    gate: true
                    min_gain: 0.05
                    margin: 0.05
                    max_steps: 2
                    buffer_rows: 64
                    batch_rows: 16
                    max_new_tokens: 24
                    max_characters: 4000
                """.formatted(folder, SHARDS));
    }

    private void writeAligner(List<String> texts) {
        Tokenizer tokenizer = BpeTrainer.train(texts, 300, AlignerFormat.SPECIAL_TOKENS);
        CausalLm model = CausalLm.create(Gpt2Config.of(tokenizer.vocabSize(), 128, 48, 2, 4), 1);
        var none = JsonNodeFactory.instance.objectNode();
        AlignerCard card = new AlignerCard("helpful", "gpt2", AlignerCard.FORMAT, none);
        try (AlignerModel owner = AlignerModel.of(card, model, tokenizer)) {
            AlignerModel.save(folder.resolve("aligner"), model, tokenizer, owner.card());
        }
    }
}
