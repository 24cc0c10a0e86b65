package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerSummary;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.FaultScript;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver, or an executor and then the driver, dies by kill -9 at a seeded moment of synth; the same command then pays only
 * for what had not been flushed, and every question ends exactly once in kept or rejected, in each
 * of {@link KillTrials}.
 */
class ITKilledSynth {
    private static final int BUCKETS = 4;
    /** The recipe asks for about 80 lists and 500 answers. */
    private static final int MOST_REQUESTS = 550;

    @TempDir
    Path folder;

    private String[] words(EmbeddedTeacherServer server, Path output) {
        return new String[] {
            "synth",
            "conf/tiny/pipeline.yaml",
            "synth.output=" + output + "/synth",
            "synth.ledger.path=" + output + "/ledger",
            "synth.ledger.buckets=" + BUCKETS,
            "synth.criteria=[conf/criteria/ethical.yaml]",
            "synth.topics.per_type=4",
            "synth.questions.per_topic=8",
            "synth.shards_per_wave=" + BUCKETS,
            // slow enough that the kill falls between answers
            "synth.teacher.requests_per_minute=6000",
            "synth.teacher.kind=openai-chat",
            "synth.teacher.base_url=" + server.baseUrl()
        };
    }

    @Test
    void nothingFlushedIsPaidTwiceAndEveryQuestionIsAccountedForOnce() throws Exception {
        for (int trial : KillTrials.seeds()) {
            String what = trial(new Random(trial), Files.createDirectory(folder.resolve("trial-" + trial)));
            System.out.println("Trial " + trial + ": " + what);
        }
    }

    private String trial(Random random, Path output) throws Exception {
        try (EmbeddedTeacherServer server =
                EmbeddedTeacherServer.start(0, FaultScript.withLatency(Duration.ofMillis(50)))) {
            String kills = killed(random, server, output);
            waitUntilQuiet(server);
            long flushed = answersInLedger(output);
            long sentBefore = server.requests();
            assertThat(flushed).as(kills).isLessThanOrEqualTo(sentBefore);

            CommandLineRun again =
                    CommandLineRun.of(output.resolve("again.log"), CommandLineRun.TWO_EXECUTORS, words(server, output));
            assertThat(again.exit()).as(again.output()).isZero();
            long sentAgain = server.requests() - sentBefore;
            assertThat(uniqueInLedger(output))
                    .as("answers paid twice, " + kills)
                    .isEqualTo(answersInLedger(output));
            assertThat(sentAgain).as(kills).isEqualTo(answersInLedger(output) - flushed);
            // what the server answered twice had not been flushed
            assertThat(server.counts().answeredAgain()).as(kills).isLessThanOrEqualTo(sentBefore - flushed);
            assertQuestionsOnce(output.resolve("synth"));
            return kills + ", " + flushed + " answers flushed of " + sentBefore + ", " + sentAgain + " sent afterwards";
        }
    }

    private String killed(Random random, EmbeddedTeacherServer server, Path output) throws Exception {
        Process driver =
                CommandLineRun.start(output.resolve("killed.log"), CommandLineRun.TWO_EXECUTORS, words(server, output));
        int first = random.nextInt(MOST_REQUESTS);
        int second = first + random.nextInt(MOST_REQUESTS - first);
        boolean executorToo = random.nextBoolean();
        String executor = "";
        if (executorToo && waitForRequests(server, first, driver)) {
            List<ProcessHandle> executors = driver.toHandle().children().toList();
            if (!executors.isEmpty()) {
                executors.get(random.nextInt(executors.size())).destroyForcibly();
                executor = "an executor at request " + first + ", ";
            }
        }
        waitForRequests(server, second, driver);
        driver.destroyForcibly().waitFor();
        return executor + "the driver at request " + second;
    }

    /** @return false where the driver has ended before */
    private static boolean waitForRequests(EmbeddedTeacherServer server, int requests, Process driver)
            throws InterruptedException {
        while (server.requests() < requests && driver.isAlive()) Thread.sleep(10);
        return driver.isAlive();
    }

    /** Executors notice the driver's death and end; until then they may still send. */
    private static void waitUntilQuiet(EmbeddedTeacherServer server) throws InterruptedException {
        long before = -1;
        while (before != server.counts().requests()) {
            before = server.counts().requests();
            Thread.sleep(5000);
        }
    }

    /** Each question that was kept comes out of the asking stage once, by the stages' own counts. */
    private static void assertQuestionsOnce(Path synth) throws IOException {
        long questions = rows(synth.resolve("questions"), false);
        assertThat(questions).isPositive();
        assertThat(rows(synth.resolve("answers"), true)).isEqualTo(questions);
    }

    private static long rows(Path stage, boolean rejectedToo) throws IOException {
        try (Stream<Path> manifests = Files.list(stage.resolve("_manifest"))) {
            long rows = 0;
            for (Path file :
                    manifests.filter(f -> f.toString().endsWith(".json")).toList()) {
                JsonNode manifest = Json.read(Files.readString(file), JsonNode.class);
                rows += manifest.path("kept").asLong();
                for (JsonNode count : manifest.path("rejected")) if (rejectedToo) rows += count.asLong();
            }
            return rows;
        }
    }

    private static LedgerSummary ledger(Path output) {
        return AnswerLedger.open(new Configuration(), output + "/ledger", BUCKETS)
                .summary();
    }

    private static long answersInLedger(Path output) {
        return ledger(output).answers();
    }

    private static long uniqueInLedger(Path output) {
        return ledger(output).unique();
    }
}
