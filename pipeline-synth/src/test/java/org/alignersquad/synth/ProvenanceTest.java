package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside the triples, and what of them is put elsewhere. */
class ProvenanceTest {
    private static final String PROMPTS = """
              prompts:
                - criterion: ethical
                  corpus: {path: %s, format: text, prompt: value}
              deduplicate: {threshold: 0.8, keep: 1}
              card: {license: cc-by-4.0, title: "Tea: a \\"set\\""}
              export: {path: %s/export, compression: gzip}
            """;

    @Test
    void theCardNamesLicenceCountsAndFilesThatAreThere(@TempDir Path folder) throws IOException {
        Path corpus = folder.resolve("prompts.txt");
        StringBuilder questions = new StringBuilder("Tea?\n");
        for (String place : List.of("Kenya", "India", "Japan", "Nepal", "Peru", "Chile", "Cuba", "Iran"))
            questions
                    .append("How do the people of ")
                    .append(place)
                    .append(" drink tea?\nWhich festivals are loved in ")
                    .append(place)
                    .append(" and why are they?\n");
        questions.append("Which festivals are loved in Kenya, and why are they so?\n");
        Files.writeString(corpus, questions);
        SynthRun run = SynthRun.of(folder, SynthRun.criterion("ethical"), PROMPTS.formatted(corpus, folder));
        JobReport report = run.run();

        assertThat(SynthRun.stage(report, "deduplicated").rejected()).isEqualTo(Map.of("near-duplicate", 1L));
        SynthRun.assertChained(report, "questions", "deduplicated", "answers", "filtered", "split");
        String card = Files.readString(folder.resolve("out/README.md"));
        assertThat(card).startsWith("---\nlicense: \"cc-by-4.0\"\npretty_name: \"Tea: a \\\"set\\\"\"\n");
        JsonNode json = Json.read(Files.readString(folder.resolve("out/card.json")), JsonNode.class);
        for (var split : json.path("rows").path("ethical").properties()) {
            String files = "triples/criterion=ethical/split=" + split.getKey();
            assertThat(card).contains("path: " + files + "/*.parquet");
            assertThat(LocalSpark.session()
                            .read()
                            .parquet(folder + "/out/" + files)
                            .count())
                    .isEqualTo(split.getValue().asLong());
        }
        assertWaterfall(folder);
        Dataset<Row> lines = LocalSpark.session().read().json(folder + "/export");
        assertThat(lines.count()).isEqualTo(run.table("triples").count());
        assertThat(List.of(lines.columns())).contains("input", "aligned_response", "criterion", "split");
    }

    private static void assertWaterfall(Path folder) throws IOException {
        JsonNode stages = Json.read(Files.readString(folder.resolve("out/waterfall.json")), JsonNode.class);
        assertThat(stages.path(0).path("stage").asText()).isEqualTo("questions");
        assertThat(stages.path(0).path("rejected").path("too-short").asInt()).isEqualTo(1);
        JsonNode example = stages.path(0).path("examples").path("too-short").path(0);
        assertThat(example.path("raw").asText()).isEqualTo("Tea?");
        assertThat(example.path("detail").asText()).isEqualTo("The question has 1 words, expected at least 3");
    }

    @Test
    void eachAnswerByACallOfItsOwnGivesTheSameTriplesAsOne(@TempDir Path folder) throws IOException {
        Path corpus = Files.writeString(
                folder.resolve("prompts.txt"), "How do I learn to play chess?\nWhat helps a bad cough at night?\n");
        String prompts = PROMPTS.formatted(corpus, folder);
        SynthRun run = SynthRun.of(folder, SynthRun.criterion("ethical"), prompts);
        JobReport each = run.run("synth.answers.calls=each", "synth.answers.sampling.temperature=0.5");

        assertThat(each.exit()).isEqualTo(ExitCode.DONE);
        SynthRun.assertChained(each, "questions", "deduplicated", "responses", "critiques", "answers", "filtered");
        assertThat(((Map<?, ?>) each.figures().get("teacher")).get("sent")).isEqualTo(6);
        List<Row> separate = run.table("triples")
                .select("input", "critique", "aligned_response")
                .collectAsList();
        run.run("synth.answers.calls=one", "synth.answers.sampling.temperature=0.5");
        assertThat(run.table("triples")
                        .select("input", "critique", "aligned_response")
                        .collectAsList())
                .containsExactlyInAnyOrderElementsOf(separate);
    }

    @Test
    void aBaseModelGoesOnWithWorkedExamples(@TempDir Path folder) {
        SynthRun run = SynthRun.generated(folder, "ethical");
        JobReport report = run.run(
                "synth.answers.prompting=base",
                "synth.answers.sampling.stop=[\"\\n\\n\\nInput:\"]",
                "synth.topics.balance=smallest-type",
                "synth.topics.sampling.stop=[\"\\n\\n\\n\"]",
                "synth.questions.sampling.stop=[\"\\n\\n\\n\"]",
                "synth.teacher.repairs=0");
        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(SynthRun.stage(report, "topics").kept()).isGreaterThan(10);
        assertThat(run.table("triples").count()).isGreaterThan(60);
        assertThat(run.table("triples")
                        .filter("initial_response = aligned_response")
                        .count())
                .isPositive();
    }
}
