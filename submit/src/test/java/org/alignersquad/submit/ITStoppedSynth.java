package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.FaultScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM at the driver in the middle of synth: what is in flight is waited for, and the same command pays for nothing again. */
class ITStoppedSynth {
    private static final int STOP_AT = 150;

    @TempDir
    Path folder;

    private String[] words(EmbeddedTeacherServer server) {
        return new String[] {
            "synth",
            "conf/tiny/pipeline.yaml",
            "synth.output=" + folder + "/synth",
            "synth.ledger.path=" + folder + "/ledger",
            "synth.criteria=[conf/criteria/ethical.yaml]",
            "synth.topics.rounds=1",
            "synth.topics.per_type=3",
            "synth.questions.per_topic=10",
            "synth.teacher.kind=openai-chat",
            "synth.teacher.base_url=" + server.baseUrl()
        };
    }

    @Test
    void aStoppedDriverWaitsForWhatIsInFlight() throws Exception {
        // slow enough that there is always something in flight
        try (EmbeddedTeacherServer server =
                EmbeddedTeacherServer.start(0, FaultScript.withLatency(Duration.ofSeconds(1)))) {
            Path log = folder.resolve("stopped.log");
            Process driver = CommandLineRun.start(log, CommandLineRun.ONE_JVM, words(server));
            while (server.requests() < STOP_AT && driver.isAlive()) Thread.sleep(20);
            driver.destroy();
            assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(driver.exitValue()).as(Files.readString(log)).isEqualTo(3);
            assertThat(Files.readString(log)).contains("aligners: stopped: ended by SIGTERM; the same command goes on");
            assertThat(server.counts().statuses()).as("requests given up").doesNotContainKey("0");
            long answered = server.counts().answered();

            CommandLineRun done = CommandLineRun.of(folder.resolve("done.log"), CommandLineRun.ONE_JVM, words(server));
            assertThat(done.exit()).as(done.output()).isZero();
            assertThat(server.counts().answered()).isGreaterThan(answered);
            assertThat(server.counts().answeredAgain()).isZero();
        }
    }
}
