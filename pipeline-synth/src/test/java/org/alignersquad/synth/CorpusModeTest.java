package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions out of files instead of the teacher. */
class CorpusModeTest {
    private static final String PROMPTS = """
              prompts:
                - criterion: ethical
                  corpus: {path: %s, format: %s, prompt: q}
            """;

    @Test
    void everyRowOfAHostileCorpusIsAccountedFor(@TempDir Path folder) throws IOException {
        Path corpus = folder.resolve("prompts.jsonl");
        Files.writeString(corpus, String.join("\n",
                "{\"q\": \"How do I make good tea at home?\"}",
                "{\"q\": \"how do i make  good tea at home\"}",
                "{\"q\": \"How do I make good tea at home?\"}",
                "{\"q\": \"\"}",
                "{\"q\": null}",
                "{\"q\": \"😀😀😀\"}",
                "{\"q\": \"Wie koche ich guten Tee 😀 für Gäste?\"}",
                "{\"q\": \"\\u0000 ### Question\\nIs this a heading, or {{question}}?\"}",
                Json.line(Map.of("q", "word ".repeat(210_000))),
                "{\"q\": \"unclosed",
                "{\"q\": \"What is the formula of tea?\"}"));
        JobReport report = SynthRun.of(folder, SynthRun.criterion("ethical"), PROMPTS.formatted(corpus, "jsonl")).run();

        StageReport questions = SynthRun.stage(report, "questions");
        assertThat(questions.in()).isEqualTo(11);
        assertThat(questions.rejected()).isEqualTo(Map.of(
                "duplicate", 2L, "no-prompt", 2L, "too-short", 1L, "too-long", 1L, "corrupt-row", 1L, "banned-word", 1L));
        SynthRun.assertChained(report, "questions", "answers", "filtered", "split");
    }

    @Test
    void responsesThatAreThereAreCritiquedAndKeptAsTheyAre(@TempDir Path folder) throws IOException {
        Path corpus = folder.resolve("pairs.csv");
        Files.writeString(corpus, "q,a\n\"How do I save money, and time?\",\"Plan your week.\nThen keep to it.\"\nWhat do cats eat today?,\n");
        String prompts = PROMPTS.formatted(corpus, "csv").replace("prompt: q", "prompt: q, response: a");
        SynthRun run = SynthRun.of(folder, SynthRun.criterion("ethical"), prompts);
        JobReport report = run.run();

        assertThat(SynthRun.stage(report, "questions").rejected()).isEqualTo(Map.of("no-response", 1L));
        List<Row> triples = run.table("triples").collectAsList();
        assertThat(triples).hasSize(1);
        assertThat(triples.get(0).<String>getAs("initial_response")).isEqualTo("Plan your week.\nThen keep to it.");
        assertThat(triples.get(0).<String>getAs("input")).isEqualTo("How do I save money, and time?");
    }

    @Test
    void questionsOfTheEvaluationAreNotAsked(@TempDir Path folder) throws IOException {
        Path corpus = folder.resolve("prompts.txt");
        Files.writeString(corpus, """
                Please tell me now how do I make a good cup of tea at home in winter?
                What do cats eat?
                What do cats eat in summer, and what do they drink?
                """);
        Path evaluation = folder.resolve("evaluation.txt");
        Files.writeString(evaluation, "How do I make a good cup of tea at work?\nWhat do cats eat\n");
        String recipe = PROMPTS.formatted(corpus, "text").replace("prompt: q", "prompt: value")
                + "  decontaminate: {ngram: 8, against: [{path: %s, format: text, prompt: value}]}\n".formatted(evaluation);
        SynthRun run = SynthRun.of(folder, SynthRun.criterion("ethical"), recipe);
        JobReport report = run.run();

        assertThat(SynthRun.stage(report, "decontaminated").rejected()).isEqualTo(Map.of("contaminated", 2L));
        assertThat(run.table("triples").select("input").as(Encoders.STRING()).collectAsList())
                .containsExactly("What do cats eat in summer, and what do they drink?");
        assertThat(run.table("rejects").filter("stage = 'decontaminated'").select("detail").as(Encoders.STRING()).collectAsList())
                .contains("An evaluation prompt has the same words: do i make a good cup of tea");
    }

    @Test
    void aChangedCorpusIsReadAgain(@TempDir Path folder) throws IOException {
        Path corpus = folder.resolve("prompts.txt");
        Files.writeString(corpus, "What do cats eat in summer?\n");
        String recipe = PROMPTS.formatted(corpus, "text").replace("prompt: q", "prompt: value");
        SynthRun run = SynthRun.of(folder, SynthRun.criterion("ethical"), recipe);
        assertThat(SynthRun.stage(run.run(), "answers").in()).isEqualTo(1);

        Files.writeString(corpus, "What do cats eat in summer?\nWhat do dogs eat in winter?\n");
        JobReport second = run.run();
        assertThat(SynthRun.stage(second, "answers").in()).isEqualTo(2);
        assertThat(run.table("triples").count()).isEqualTo(SynthRun.stage(second, "split").kept());
    }
}
