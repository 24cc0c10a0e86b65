package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking ends once there are enough rows. */
class TargetRowsTest {
    private static final int QUESTIONS = 400;
    private static final List<String> OBJECTS = List.of("tea", "bread", "a kite", "a garden", "a boat", "soap", "ink");

    private static SynthRun run(Path folder) throws IOException {
        Path corpus = folder.resolve("questions.txt");
        Files.writeString(
                corpus,
                IntStream.range(0, QUESTIONS)
                        .mapToObj(i -> "How do I make " + OBJECTS.get(i % OBJECTS.size()) + " for a party of " + i
                                + " people?")
                        .collect(Collectors.joining("\n")));
        return SynthRun.of(folder, SynthRun.criterion("ethical"), """
                  prompts:
                    - criterion: ethical
                      corpus: {path: %s, format: text, prompt: value}
                """.formatted(corpus));
    }

    private static String[] asking(EmbeddedTeacherServer server, String... more) {
        List<String> changes = new java.util.ArrayList<>(
                List.of("synth.teacher.kind=openai-chat", "synth.teacher.base_url=" + server.baseUrl()));
        changes.addAll(List.of(more));
        return changes.toArray(String[]::new);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> target(JobReport report) {
        return (Map<String, Object>) ((Map<String, Object>) report.figures().get("target")).get("ethical");
    }

    private static TreeSet<String> ids(SynthRun run) {
        return new TreeSet<>(
                run.table("triples").select("id").as(Encoders.STRING()).collectAsList());
    }

    @Test
    void noMoreIsAskedThanTheTargetNeedsAndALargerOneGoesOn(@TempDir Path folder) throws IOException {
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start()) {
            SynthRun run = run(folder);
            JobReport report = run.run(asking(server, "synth.target_rows=100"));
            Map<String, Object> target = target(report);
            int accepted = (int) target.get("accepted");
            int asked = (int) target.get("asked");
            assertThat(accepted).isBetween(100, 130);
            assertThat(asked).isBetween(100, 220);
            assertThat(target.get("not_asked")).isEqualTo(QUESTIONS - asked);
            assertThat(run.table("triples").count()).isEqualTo(accepted);
            // who asked for nothing else was asked for nothing else
            assertThat(server.counts().answered()).isBetween((long) asked, asked + 20L);
            assertAccounted(report, asked);
            assertThat(Files.readString(folder.resolve("out/README.md")))
                    .contains("| ethical | 100 | " + accepted + " | " + asked + " | " + (QUESTIONS - asked) + " |");
            TreeSet<String> first = ids(run);
            // other shards at once and an empty ledger: the same rows
            run.run(asking(
                    server,
                    "synth.target_rows=100",
                    "synth.shards_per_wave=1",
                    "synth.output=" + folder + "/other/out",
                    "synth.ledger.path=" + folder + "/other/ledger"));
            assertThat(new TreeSet<>(org.apache.spark.sql.SparkSession.active()
                            .read()
                            .parquet(folder + "/other/out/triples")
                            .select("id")
                            .as(Encoders.STRING())
                            .collectAsList()))
                    .isEqualTo(first);

            long before = server.counts().answeredAgain();
            JobReport larger = run.run(asking(server, "synth.target_rows=200"));
            assertThat((int) target(larger).get("accepted")).isBetween(200, 240);
            assertThat(ids(run)).containsAll(first);
            assertThat(server.counts().answeredAgain()).isEqualTo(before);
        }
    }

    @Test
    void whereTheQuestionsEndFirstAllAreAskedAndItIsSaid(@TempDir Path folder) throws IOException {
        SynthRun run = run(folder);
        JobReport report = run.run("synth.target_rows_of={ethical: 1000}");
        assertThat(target(report).get("asked")).isEqualTo(QUESTIONS);
        assertThat(target(report).get("not_asked")).isEqualTo(0);
        assertThat((int) target(report).get("accepted")).isBetween(1, QUESTIONS);
        assertThat(Files.readString(folder.resolve("out/README.md"))).contains("(no more questions)");
        assertAccounted(report, QUESTIONS);
    }

    @Test
    void aTargetForAnUnknownCriterionIsFoundBeforehand(@TempDir Path folder) throws IOException {
        SynthRun run = run(folder);
        assertThatThrownBy(() -> run.run("synth.target_rows_of={kind: 1000}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("target_rows_of: must name one of [ethical], names: kind");
        assertThatThrownBy(() -> run.run("synth.target_rows=0")).hasMessageContaining("target_rows must be at least 1");
    }

    /** What was asked is kept or rejected, wave by wave, and split takes in what the waves have kept. */
    private static void assertAccounted(JobReport report, int asked) {
        long in = 0;
        long accepted = 0;
        for (StageReport stage : report.stages()) {
            assertThat(stage.kept() + stage.rejectedRows()).as(stage.name()).isEqualTo(stage.in());
            if (stage.name().startsWith("answers")) in += stage.in();
            if (stage.name().startsWith("filtered")) accepted += stage.kept();
        }
        assertThat(in).isEqualTo(asked);
        assertThat(SynthRun.stage(report, "split").in()).isEqualTo(accepted);
    }
}
