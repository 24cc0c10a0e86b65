package org.alignersquad.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDataStage {
    @TempDir
    private static Path temp;

    private static final SparkSession SPARK = LocalSpark.session();

    private static DataFile file(Path path, String label, String aligned, List<String> sources) {
        String response = label == null ? "bad" : "response";
        return new DataFile(
                path.toString(),
                CorpusFormat.JSONL,
                "prompt",
                response,
                label,
                aligned,
                "criterion",
                "id",
                "source",
                null,
                null,
                sources);
    }

    private static StageOutput run(String output, DataFile... files) {
        DataRecipe recipe = new DataRecipe(List.of(files), new NearDuplicatesConfig(.9, 24, 3));
        Stages stages = new Stages(SPARK, "train", temp.resolve(output).toString());
        return new DataStage(recipe, List.of("kind"), 2, "v1").run(SPARK, stages);
    }

    private static Path write(String name, String... lines) throws IOException {
        return Files.writeString(temp.resolve(name), String.join("\n", lines) + "\n");
    }

    private static String labelled(String id, String prompt, String response, String label) {
        return "{\"id\":\"" + id + "\",\"source\":\"s\",\"criterion\":\"kind\",\"prompt\":\"" + prompt
                + "\",\"response\":" + response + ",\"label\":" + label + "}";
    }

    @Test
    void badRowsBecomeRejectsAndNoneIsLost() throws IOException {
        Path rows = write(
                "bad.jsonl",
                labelled("a", "What is it?", "\"A cat.\"", "0"),
                labelled("b", "What is it?", "\"A 😀 dog.\"", "1"),
                labelled("c", "", "\"No question.\"", "1"),
                labelled("d", "What is it?", "null", "1"),
                labelled("e", "What is it?", "\"  \"", "0"),
                labelled("f", "What is it?", "\"A cow.\"", "7"),
                labelled("g", "What is it?", "\"A cow.\"", "null"),
                "{\"id\": not json");
        StageOutput data = run("bad", file(rows, "label", null, null));
        assertThat(data.kept().select("id").collectAsList().stream().map(row -> row.getString(0)))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(data.report().rejected()).isEqualTo(Map.of("no-response", 2L, "bad-label", 2L, "corrupt-row", 1L));
        assertThat(data.rejects()
                        .where("reason = 'bad-label'")
                        .select("detail")
                        .first()
                        .getString(0))
                .contains("expected 0, 1, false or true");
    }

    @Test
    void pairsAreTwoRowsAndEqualOnesAreOne() throws IOException {
        String start = "{\"source\":\"s\",\"criterion\":\"kind\",\"prompt\":\"\",\"id\":";
        Path rows = write(
                "pairs.jsonl",
                start + "\"p\",\"bad\":\"You fool, it rains.\",\"good\":\"It rains.\"}",
                start + "\"q\",\"bad\":\"It snows.\",\"good\":\"It snows.\"}",
                start + "\"r\",\"bad\":\"Half of it.\",\"good\":null}");
        StageOutput data = run("pairs", file(rows, null, "good", null));
        List<Row> kept = data.kept().orderBy("id", "label").collectAsList();
        assertThat(kept.stream().map(row -> row.getAs("id") + " " + row.getAs("label") + " " + row.getAs("response")))
                .containsExactly("p 0 It rains.", "p 1 You fool, it rains.", "q 0 It snows.");
        assertThat(kept.get(0).<String>getAs("split")).isEqualTo(kept.get(1).getAs("split"));
        assertThat(data.report().rejected()).isEqualTo(Map.of("no-response", 1L));
    }

    @Test
    void nearlyTheSameQuestionsHaveOneSplit() throws IOException {
        String[] lines = new String[200];
        for (int i = 0; i < lines.length; i++) {
            String question = "Where do the people of town number " + i / 4 + " go to buy bread in the early morning";
            lines[i] = labelled("n" + i, question + (i % 4 == 0 ? "?" : i % 4 == 1 ? " now?" : "!"), "\"x\"", "1");
        }
        List<Row> kept = run("near", file(write("near.jsonl", lines), "label", null, null))
                .kept()
                .collectAsList();
        Map<Integer, Long> splits = kept.stream()
                .collect(Collectors.groupingBy(
                        row -> Integer.parseInt(row.<String>getAs("id").substring(1)) / 4,
                        Collectors.mapping(
                                row -> row.<String>getAs("split"),
                                Collectors.collectingAndThen(Collectors.toSet(), set -> (long) set.size()))));
        assertThat(splits.values()).containsOnly(1L);
        assertThat(kept.stream().map(row -> row.<String>getAs("split")).distinct())
                .hasSize(3);
    }

    @Test
    void missingColumnsAndSourcesAreNamed() throws IOException {
        Path rows = write("columns.jsonl", labelled("a", "What?", "\"x\"", "0"));
        assertThatThrownBy(() -> run("columns", file(rows, "verdict", null, null)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("columns.jsonl: there is no column verdict, columns are");
        assertThatThrownBy(() -> file(rows, "label", "good", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("either label or aligned_response must be there");
        assertThat(run("sources", file(rows, "label", null, List.of("other")))
                        .kept()
                        .count())
                .isZero();
    }
}
