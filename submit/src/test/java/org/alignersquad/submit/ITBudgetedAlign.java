package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.teacher.embedded.EmbeddedDump;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.TeacherCounts;
import org.alignersquad.core.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A squad behind endpoints stops at its budget, in the middle of its rows, and goes on without paying anything twice. */
class ITBudgetedAlign {
    private static final int ROWS = 120;
    private static final double MONEY = 0.01;

    @TempDir
    Path folder;

    private String[] words(EmbeddedTeacherServer server, String budget) {
        List<String> words = new ArrayList<>(List.of(
                "align",
                "conf/tiny/remote-squad.yaml",
                "align.output=" + folder + "/align",
                "align.ledger=" + folder + "/ledger",
                "align.dump.path=" + folder + "/dump.jsonl",
                "align.budget=" + budget));
        for (String criterion : List.of("ethical", "factuality", "helpful")) {
            for (String model : List.of("inspector", "aligner")) {
                String endpoint = "align.squad.criteria." + criterion + ".remote_" + model + ".endpoint.";
                words.add(endpoint + "kind=openai-chat");
                words.add(endpoint + "base_url=" + server.baseUrl());
            }
        }
        return words.toArray(new String[0]);
    }

    private JsonNode file(String name) throws Exception {
        return Json.read(Files.readString(folder.resolve("align/" + name)), JsonNode.class);
    }

    @Test
    void theSquadStopsAtItsBudgetAndGoesOnUnderALargerOne() throws Exception {
        EmbeddedDump.writeJsonLines(folder.resolve("dump.jsonl"), 11, ROWS);
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start()) {
            CommandLineRun stopped = CommandLineRun.of(
                    folder.resolve("stopped.log"),
                    CommandLineRun.TWO_EXECUTORS,
                    words(server, "{money: " + MONEY + "}"));
            assertThat(stopped.exit()).as(stopped.output()).isEqualTo(3);
            assertThat(stopped.output()).contains("aligners: stopped: the budget is used up");
            double spent = file("spent.json").path("money").asDouble();
            TeacherCounts paid = server.counts();
            assertThat(spent).isBetween(.9 * MONEY, MONEY);
            assertThat(spent).isCloseTo((.15 * paid.promptTokens() + .6 * paid.completionTokens()) / 1e6, within(1e-9));
            assertThat(folder.resolve("align/run.json")).doesNotExist();

            CommandLineRun done = CommandLineRun.of(
                    folder.resolve("done.log"), CommandLineRun.ONE_JVM, words(server, "{money: 1.0}"));
            assertThat(done.exit()).as(done.output()).isZero();
            TeacherCounts all = server.counts();
            assertThat(all.answeredAgain()).as("paid twice").isZero();
            assertThat(all.answered()).isGreaterThan(paid.answered());
            JsonNode figures = file("run.json").path("figures");
            assertThat(figures.path("rows").asInt()).isEqualTo(ROWS);
            assertThat(figures.path("aligned").asInt()).isBetween(ROWS / 3, ROWS);
            System.out.printf(
                    "Stopped at %.4f of %.4f after %d answers, done at %.4f after %d%n",
                    spent,
                    MONEY,
                    paid.answered(),
                    file("spent.json").path("money").asDouble(),
                    all.answered());
        }
    }
}
