package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerSummary;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver dies by kill -9 in the middle of synth; the same command then pays only for what had not been flushed. */
class ITKilledSynth {
    private static final int BUCKETS = 4;

    @TempDir
    Path folder;

    private String[] words(EmbeddedTeacherServer server) {
        return new String[] {
            "synth",
            "conf/tiny/pipeline.yaml",
            "synth.output=" + folder + "/synth",
            "synth.ledger.path=" + folder + "/ledger",
            "synth.ledger.buckets=" + BUCKETS,
            "synth.criteria=[conf/criteria/ethical.yaml]",
            "synth.shards_per_wave=" + BUCKETS,
            // slow enough that the kill falls between answers
            "synth.teacher.requests_per_minute=6000",
            "synth.teacher.kind=openai-chat",
            "synth.teacher.base_url=" + server.baseUrl()
        };
    }

    private long answersInLedger() {
        return AnswerLedger.open(new Configuration(), folder + "/ledger", BUCKETS).summary().lines().stream()
                .mapToLong(LedgerSummary.Line::answers)
                .sum();
    }

    private long uniqueInLedger() {
        return AnswerLedger.open(new Configuration(), folder + "/ledger", BUCKETS).summary().lines().stream()
                .mapToLong(LedgerSummary.Line::unique)
                .sum();
    }

    @Test
    void nothingFlushedIsPaidTwice() throws Exception {
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start()) {
            Process driver =
                    CommandLineRun.start(folder.resolve("killed.log"), CommandLineRun.TWO_EXECUTORS, words(server));
            waitForAnswers(server, driver);
            driver.destroyForcibly().waitFor();
            waitUntilQuiet(server);
            long flushed = answersInLedger();
            long sentBefore = server.requests();
            assertThat(flushed).isPositive().isLessThanOrEqualTo(sentBefore);

            CommandLineRun again =
                    CommandLineRun.of(folder.resolve("again.log"), CommandLineRun.TWO_EXECUTORS, words(server));
            assertThat(again.exit()).as(again.output()).isZero();
            assertThat(uniqueInLedger()).as("answers paid twice").isEqualTo(answersInLedger());
            assertThat(server.requests() - sentBefore).isEqualTo(answersInLedger() - flushed);
        }
    }

    /** Until answers to questions are being written, of which the recipe asks for about two thousand. */
    private static void waitForAnswers(EmbeddedTeacherServer server, Process driver) throws InterruptedException {
        Instant latest = Instant.now().plus(Duration.ofMinutes(8));
        while (server.requestsByKind().getOrDefault("answers", 0L) < 1000) {
            assertThat(driver.isAlive()).as("driver still runs").isTrue();
            assertThat(Instant.now()).as("answers in time").isBefore(latest);
            Thread.sleep(20);
        }
    }

    /** Executors notice the driver's death and end; until then they may still send. */
    private static void waitUntilQuiet(EmbeddedTeacherServer server) throws InterruptedException {
        long before = -1;
        while (before != server.requests()) {
            before = server.requests();
            Thread.sleep(5000);
        }
    }
}
