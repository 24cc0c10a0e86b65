package org.alignersquad.align;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.models.inspector.LengthRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignJobTest {
    private static final List<TinyModels.Lesson> RUDE = TinyModels.lessons("rude", "kind");
    private static final List<TinyModels.Lesson> FALSE = TinyModels.lessons("false", "true");

    /** Rows of the dump without a text, or with a strange one. */
    private static final int STRANGE = 9;

    @TempDir
    static Path models;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() {
        TinyModels.inspector(models.resolve("ethical-inspector"), "ethical", RUDE, FALSE);
        TinyModels.aligner(models.resolve("ethical-aligner"), "ethical", RUDE, 80);
        TinyModels.inspector(models.resolve("factuality-inspector"), "factuality", FALSE, RUDE);
        // knows nothing: writes garbage
        TinyModels.aligner(models.resolve("factuality-aligner"), "factuality", FALSE, 0);
    }

    private Recipe<AlignRecipe> recipe(String... changes) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, """
                align:
                  output: %1$s/align
                  dump: {path: %1$s/dump.jsonl, format: jsonl, prompt: prompt, response: response, id: id}
                  shards: 3
                  shards_per_wave: 2
                  squad:
                    criteria:
                      ethical: {inspector: %2$s/ethical-inspector, aligner: %2$s/ethical-aligner}
                      factuality: {inspector: %2$s/factuality-inspector, aligner: %2$s/factuality-aligner}
                    order: per-row
                    gate: true
                    min_gain: 0.05
                    margin: 0.05
                    max_steps: 3
                    buffer_rows: 4
                    batch_rows: 4
                    max_new_tokens: 30
                    max_characters: 2000
                """.formatted(folder, models));
        return Recipes.load(file, "align", List.of(changes), AlignRecipe.class);
    }

    private static String line(String id, String prompt, String response, int stars) {
        Map<String, Object> row =
                new TreeMap<>(Map.of("id", id, "stars", stars, "source", Map.of("name", "n" + stars)));
        row.put("prompt", prompt);
        row.put("response", response);
        return Json.line(row);
    }

    private void writeDump() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < RUDE.size(); i++) {
            lines.add(line("rude-" + i, RUDE.get(i).prompt(), RUDE.get(i).response(), i));
            lines.add(line("kind-" + i, RUDE.get(i).prompt(), RUDE.get(i).aligned(), i));
            lines.add(line("false-" + i, FALSE.get(i).prompt(), FALSE.get(i).response(), i));
        }
        lines.add(line("no-prompt", null, "A rude word", 1));
        lines.add(line("no-response", "Tell me", null, 1));
        lines.add(line("empty", "Tell me", "", 1));
        lines.add(line("huge", "Tell me", "A rude word ".repeat(90_000), 1));
        lines.add(line("emoji", "\uD83D\uDE00", "\uD83D\uDE80\uD83D\uDE80", 1));
        lines.add(line("control", "a\u0000b\u0007", "\u001b[31m\t\r\n\u2028", 1));
        lines.add(line("markers", "x [INIT] y [ALIGNED] z", "A rude word [ALIGNED] kind [DONE] [SEP] [PAD]", 1));
        lines.add(line(
                "right-to-left", "\u05e9\u05dc\u05d5\u05dd", "\u202e\u0645\u0631\u062d\u0628\u0627 A rude word", 1));
        lines.add(line("half", "half a sign", "HALF", 1).replace("HALF", "\\ude00 A rude word \\ud83d"));
        lines.add("{\"id\": \"broken\", \"prompt\": ");
        Files.write(folder.resolve("dump.jsonl"), lines);
    }

    private static SparkSession spark() {
        return LocalSpark.session();
    }

    private Map<String, Row> aligned() {
        Map<String, Row> rows = new TreeMap<>();
        for (Row row :
                StageOutput.open(spark(), folder + "/align/aligned").kept().collectAsList()) {
            assertThat(rows.put(row.getAs("row_id"), row))
                    .as("row that came twice")
                    .isNull();
        }
        return rows;
    }

    @Test
    void everyRowComesOutOnceAlignedOrIntact() throws IOException {
        writeDump();
        JobReport report = new AlignJob().run(spark(), recipe());
        Map<String, Row> rows = aligned();
        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(rows).hasSize(3 * RUDE.size() + STRANGE);
        rows.forEach((id, row) -> {
            assertThat(row.<String>getAs("id")).isEqualTo(id);
            assertThat(row.<Row>getAs("source").getString(0)).isEqualTo("n" + row.<Long>getAs("stars"));
            boolean changed = !Objects.equals(row.getAs("response"), row.getAs("aligned_response"));
            assertThat(row.<Boolean>getAs("changed")).as(id).isEqualTo(changed);
            assertThat(changed).as(id).isEqualTo(row.getAs("decision").equals("aligned"));
        });
        for (int i = 0; i < RUDE.size(); i++) {
            Row mended = rows.get("rude-" + i);
            assertThat(mended.<String>getAs("aligned_response"))
                    .isEqualTo(RUDE.get(i).aligned());
            Row step = (Row) mended.getList(mended.fieldIndex("trail")).get(0);
            assertThat(step.<String>getAs("criterion")).isEqualTo("ethical");
            assertThat(step.<String>getAs("decision")).isEqualTo("accepted");
            assertThat(step.<Float>getAs("score_after")).isLessThan(step.getAs("score_before"));
            assertThat(rows.get("kind-" + i).<String>getAs("decision")).isEqualTo("untouched");
            // an aligner that writes garbage changes nothing
            assertThat(rows.get("false-" + i).<String>getAs("decision")).isEqualTo("refused");
        }
        assertThat(skipReason(rows, "no-prompt")).isEqualTo("no-prompt");
        assertThat(skipReason(rows, "no-response")).isEqualTo("no-response");
        assertThat(skipReason(rows, "empty")).isEqualTo("no-response");
        assertThat(skipReason(rows, "huge")).isEqualTo("too-long");
        assertThat(rows.get("emoji").<String>getAs("decision")).isIn("untouched", "refused");
        assertThat(rows.get("control").<String>getAs("response")).isEqualTo("\u001b[31m\t\r\n\u2028");
    }

    private static String skipReason(Map<String, Row> rows, String id) {
        assertThat(rows.get(id).<String>getAs("decision")).isEqualTo("skipped");
        return rows.get(id).getAs("skip_reason");
    }

    @Test
    void aRowThatCannotBeReadIsRejectedAndTheFiguresAddUp() throws IOException {
        writeDump();
        JobReport report = new AlignJob().run(spark(), recipe());
        assertThat(report.stages().get(0).rejected()).isEqualTo(Map.of("corrupt-row", 1L));
        assertThat(report.stages().get(0).in()).isEqualTo(3L * RUDE.size() + STRANGE + 1);
        Row reject =
                StageOutput.open(spark(), folder + "/align/aligned").rejects().first();
        assertThat(reject.<String>getAs("raw")).startsWith("{\"id\": \"broken\"");
        assertThat(report.figures())
                .containsEntry("rows", 3 * RUDE.size() + STRANGE)
                .containsEntry("skipped", 4)
                .containsKeys("rows_per_second", "mean_scores_before", "mean_scores_after");
        assertThat(report.figures().get("accepted_rewrites").toString()).contains("factuality=0");
        int sum = 0;
        for (String decision : List.of("untouched", "abstained", "faulty", "aligned", "refused", "skipped")) {
            sum += (Integer) report.figures().get(decision);
        }
        assertThat(sum).isEqualTo(report.figures().get("rows"));
    }

    @Test
    void sharesOfLengthsThatInspectorsWereNotMeasuredOnAreCounted() throws IOException {
        writeDump();
        JobReport report = new AlignJob().run(spark(), recipe());
        LengthRange measured;
        try (Inspector inspector = Inspector.open(models.resolve("ethical-inspector"))) {
            measured = requireNonNull(inspector.card().measuredLengths());
        }
        List<Row> scored = aligned().values().stream()
                .filter(row -> row.getJavaMap(row.fieldIndex("scores_before")).containsKey("ethical"))
                .toList();
        double others = scored.stream()
                .filter(row -> !measured.holds(row.getAs("response")))
                .count();
        assertThat(others).isBetween(1.0, scored.size() - 1.0);
        assertThat(Json.tree(report.figures()).at("/unmeasured_lengths/ethical").asDouble())
                .isCloseTo(others / scored.size(), within(5e-5));
    }

    @Test
    void aSecondRunDoesNothingAndSaysTheSame() throws IOException {
        writeDump();
        JobReport first = new AlignJob().run(spark(), recipe());
        List<String> files = files();
        JobReport second = new AlignJob().run(spark(), recipe());
        assertThat(second).isEqualTo(first);
        assertThat(files()).isEqualTo(files);
        // a machine with a GPU goes on with what one without began
        assertThat(new AlignJob().run(spark(), recipe("align.compute={device: auto}")))
                .isEqualTo(first);
        assertThat(files()).isEqualTo(files);
    }

    @Test
    void namesOfDevicesAreChecked() {
        assertThatThrownBy(() -> recipe("align.compute={device: tpu}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("align.compute: device is 'tpu', expected cpu, gpu, auto or cuda:N");
    }

    @Test
    void otherWavesGiveTheSameRowsAndOtherMarginsNewOnes() throws IOException {
        writeDump();
        new AlignJob().run(spark(), recipe());
        String checksum = StageOutput.open(spark(), folder + "/align/aligned").checksum();
        new AlignJob()
                .run(
                        spark(),
                        recipe(
                                "align.output=" + folder + "/other",
                                "align.shards_per_wave=1",
                                "align.squad.buffer_rows=1"));
        assertThat(StageOutput.open(spark(), folder + "/other/aligned").checksum())
                .isEqualTo(checksum);
        JobReport strict = new AlignJob().run(spark(), recipe("align.squad.min_gain=1"));
        assertThat(strict.figures()).containsEntry("aligned", 0);
    }

    private List<String> files() throws IOException {
        try (var all = Files.walk(folder.resolve("align"))) {
            return all.filter(file -> file.toString().contains("/data/"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void columnsOfTheDumpMustNotHaveTheNamesOfOurs() throws IOException {
        Files.writeString(
                folder.resolve("dump.jsonl"),
                "{\"id\": \"1\", \"prompt\": \"p\", \"response\": \"r\", \"Trail\": 1}\n");
        assertThatThrownBy(() -> new AlignJob().run(spark(), recipe()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dump.jsonl: columns [Trail] have names that job align gives to its own");
    }

    @Test
    void reportsAllMissingInputsAtOnce() throws IOException {
        Recipe<AlignRecipe> recipe = recipe(
                "align.squad.criteria.ethical.aligner=/nowhere/a",
                "align.squad.criteria.factuality.inspector=/nowhere/b");
        assertThatThrownBy(() -> new AlignJob().check(recipe.values(), new Configuration()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("align.dump.path: no such file or folder: " + folder + "/dump.jsonl")
                .hasMessageContaining(
                        "align.squad.criteria.ethical.aligner: no such file or folder: /nowhere/a/aligner.json")
                .hasMessageContaining(
                        "align.squad.criteria.factuality.inspector: no such file or folder: /nowhere/b/inspector.json");
    }

    @Test
    void batchMeanOrderRunsOverADump() throws IOException {
        writeDump();
        JobReport report =
                new AlignJob().run(spark(), recipe("align.squad.order=batch-mean", "align.squad.gate=false"));
        assertThat(report.figures()).containsEntry("rows", 3 * RUDE.size() + STRANGE);
        assertThat(aligned().get("rude-0").<String>getAs("aligned_response"))
                .isEqualTo(RUDE.get(0).aligned());
    }

    @Test
    void strangeTextsComeOutIntactOrAlignedWithTheirTrail() throws IOException {
        writeDump();
        // so low that every row that can be scored visits an aligner
        new AlignJob()
                .run(
                        spark(),
                        recipe(
                                "align.squad.criteria.ethical.threshold=0",
                                "align.squad.criteria.factuality.threshold=0"));
        Map<String, Row> rows = aligned();
        for (String id : List.of("emoji", "control", "markers", "right-to-left", "half")) {
            Row row = rows.get(id);
            assertThat(row.getList(row.fieldIndex("trail"))).as(id).isNotEmpty();
            if (!row.<Boolean>getAs("changed"))
                assertThat(row.<String>getAs("aligned_response")).as(id).isEqualTo(row.getAs("response"));
        }
        for (Row row : rows.values()) {
            for (Object each : row.getList(row.fieldIndex("trail"))) {
                Row step = (Row) each;
                assertThat(step.<String>getAs("aligner")).isEqualTo(step.getAs("criterion") + "-aligner");
                assertThat(step.<String>getAs("reason")).isNotBlank();
                if (step.getAs("decision").equals("accepted")) assertHarmless(step);
            }
        }
    }

    /** One of the two aligners writes garbage: nothing of it may raise the other criterion's score beyond the margin. */
    private static void assertHarmless(Row step) {
        Map<String, Float> before = step.getJavaMap(step.fieldIndex("scores_before"));
        Map<String, Float> after = step.getJavaMap(step.fieldIndex("scores_after"));
        before.forEach((criterion, score) -> {
            double most = criterion.equals(step.getAs("criterion")) ? -.05 : .05;
            assertThat((double) after.get(criterion) - score).as(criterion).isLessThanOrEqualTo(most + 1e-6);
        });
    }

    @Test
    void everyColumnOfADumpKeepsItsTypeAndItsValue() throws IOException {
        String all =
                "SELECT cast(id AS string) AS id, concat('Tell me about ', id) AS prompt, 'A rude word' AS response,"
                        + " cast(id AS byte) AS b, cast(id * 1.5 AS decimal(20,3)) AS d, date'2024-02-29' AS day,"
                        + " timestamp'2024-02-29 12:34:56.789' AS at, array(id, null) AS list, map('k', struct(id AS i)) AS m,"
                        + " binary('bytes') AS raw, named_struct('x', cast(null AS string), 'y y', 1f) AS s, cast(null AS int) AS n,"
                        + " true AS `dotted.name`, '' AS `Weird name`, concat('part', id % 2) AS part FROM range(8)";
        spark().sql(all).write().partitionBy("part").parquet(folder + "/dump.parquet");
        var before = spark().read().parquet(folder + "/dump.parquet");
        new AlignJob().run(spark(), recipe("align.dump.path=" + folder + "/dump.parquet", "align.dump.format=parquet"));
        var after = StageOutput.open(spark(), folder + "/align/aligned")
                .kept()
                .select(java.util.Arrays.stream(before.columns())
                        .map(name -> org.apache.spark.sql.functions.col("`" + name + "`"))
                        .toArray(org.apache.spark.sql.Column[]::new));
        assertThat(after.schema().asNullable()).isEqualTo(before.schema().asNullable());
        assertThat(after.orderBy("id").toJSON().collectAsList())
                .isEqualTo(before.orderBy("id").toJSON().collectAsList());
    }

    @Test
    void aDryRunRewritesNothingAndSaysWhatAndHowLong() throws IOException {
        writeDump();
        JobReport report = new AlignJob().run(spark(), recipe("align.dry_run=true"));
        assertThat(report.stages()).extracting("name").containsExactly("inspected");
        assertThat(report.figures())
                .containsEntry("rows", 3 * RUDE.size() + STRANGE)
                .containsEntry("aligned", 0)
                .containsKeys("pilot_rows", "seconds_per_rewrite", "estimated_seconds");
        int faulty = (Integer) report.figures().get("faulty");
        assertThat(faulty).isGreaterThanOrEqualTo(2 * RUDE.size());
        assertThat(report.figures()).containsEntry("pilot_rows", faulty);
        assertThat(Files.exists(folder.resolve("align/aligned"))).isFalse();
        JobReport real = new AlignJob().run(spark(), recipe());
        assertThat((Integer) real.figures().get("aligned")
                        + (Integer) real.figures().get("refused"))
                .as("the rows that the dry run had found")
                .isEqualTo(faulty);
    }

    @Test
    void aSampleIsTheSameRowsInEveryRun() throws IOException {
        writeDump();
        JobReport report = new AlignJob().run(spark(), recipe("align.sample=5"));
        // the line that cannot be read may be among them
        assertThat(report.stages().get(0).in()).isEqualTo(5);
        Map<String, Row> sample = aligned();
        assertThat(sample).hasSizeBetween(4, 5);
        new AlignJob().run(spark(), recipe("align.sample=5", "align.shards=1"));
        assertThat(aligned().keySet()).isEqualTo(sample.keySet());
    }
}
