package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.FaultScript;
import org.alignersquad.core.teacher.embedded.TeacherCounts;
import org.alignersquad.core.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three requests in ten meet a fault, of every kind; the job ends well, and a budget ends it in between. */
class ITFaultyTeacher {
    private static final int BUDGET = 500;

    @TempDir
    Path folder;

    private String[] words(EmbeddedTeacherServer server, String change) {
        return new String[] {
            "synth",
            "conf/tiny/pipeline.yaml",
            "synth.output=" + folder + "/synth",
            "synth.ledger.path=" + folder + "/ledger",
            "synth.criteria=[conf/criteria/ethical.yaml]",
            "synth.teacher.kind=openai-chat",
            "synth.teacher.base_url=" + server.baseUrl(),
            "synth.teacher.request_timeout=15s",
            change
        };
    }

    @Test
    void theJobStopsAtItsBudgetAndThenEndsWellWithEveryRowAccountedFor() throws Exception {
        FaultScript mixed =
                Recipes.loadWhole(CommandLineRun.root().resolve("conf/faults/mixed.yaml"), FaultScript.class);
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, mixed)) {
            CommandLineRun stopped = CommandLineRun.of(
                    folder.resolve("stopped.log"),
                    CommandLineRun.ONE_JVM,
                    words(server, "synth.budget={requests: " + BUDGET + "}"));
            assertThat(stopped.exit()).as(stopped.output()).isEqualTo(3);
            assertThat(stopped.output()).contains("aligners: stopped: the budget is used up");
            TeacherCounts spent = server.counts();
            assertThat(spent.requests()).isBetween(BUDGET - 50L, (long) BUDGET);

            CommandLineRun done = CommandLineRun.of(
                    folder.resolve("done.log"), CommandLineRun.ONE_JVM, words(server, "synth.budget=null"));
            assertThat(done.exit()).as(done.output()).isZero();
            assertThat(done.output()).contains("teacher, this run: sent ");
            TeacherCounts all = server.counts();
            System.out.println("Faults " + all.faults() + ", statuses " + all.statuses());
            // nothing that was answered properly before the stop is asked again
            assertThat(all.answeredAgain()).isZero();
            assertAccounted();
        }
    }

    private void assertAccounted() throws Exception {
        JsonNode run = Json.read(Files.readString(folder.resolve("synth/run.json")), JsonNode.class);
        long questions = 0;
        for (JsonNode stage : run.path("stages")) {
            long rejected = 0;
            for (JsonNode count : stage.path("rejected")) rejected += count.asLong();
            assertThat(stage.path("kept").asLong() + rejected)
                    .isEqualTo(stage.path("in").asLong());
            String name = stage.path("name").asText();
            if (name.equals("questions")) questions = stage.path("kept").asLong();
            if (name.equals("answers")) assertThat(stage.path("in").asLong()).isEqualTo(questions);
            System.out.println(name + ": " + stage.path("rejected"));
        }
        assertThat(questions).isGreaterThan(1000);
    }
}
