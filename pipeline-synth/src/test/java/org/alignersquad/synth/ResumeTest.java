package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerSummary;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.TeacherAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end early, and what the next run still has to do. */
class ResumeTest {
    private static final int QUESTIONS = 3_000;

    @Test
    void aRunStoppedInTheMiddleOfTheAnswersIsFinishedWithoutAskingForAnyOfThemAgain(@TempDir Path folder)
            throws Exception {
        SynthRun run = corpus(folder);
        long before = TeacherAccess.embedded().requests();
        Thread killer = new Thread(() -> stopSparkJobsAfter(before + 700));
        killer.start();
        assertThatThrownBy(run::run).as("the stopped run").hasStackTraceContaining("cancelled");
        killer.join();
        waitForTasksToEnd();

        LedgerSummary paid = ledger(folder);
        assertThat(paid.answers()).isBetween(1L, QUESTIONS - 1L).isEqualTo(paid.unique());
        long sent = TeacherAccess.embedded().requests();
        JobReport report = run.run();

        LedgerSummary all = ledger(folder);
        assertThat(all.answers()).as("answers paid twice").isEqualTo(all.unique());
        assertThat(TeacherAccess.embedded().requests() - sent)
                .as("requests of the second run")
                .isEqualTo(all.answers() - paid.answers());
        SynthRun.assertChained(report, "questions", "answers", "filtered", "split");
        assertThat(SynthRun.stage(report, "answers").in()).isEqualTo(QUESTIONS);
        assertThat(SynthRun.stage(report, "answers").rejectedRows()).isZero();
    }

    @Test
    void aTeacherThatIsNotThereGivesRejectsAndAFailedRun(@TempDir Path folder) throws IOException {
        SynthRun run = corpus(folder);
        Files.writeString(folder.resolve("prompts.txt"), "What do cats eat in summer?\nWhat do dogs eat in winter?\n");
        JobReport report = run.run(
                "synth.teacher.kind=openai-chat",
                "synth.teacher.base_url=http://127.0.0.1:1/v1",
                "synth.teacher.max_attempts=1");

        assertThat(report.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(SynthRun.stage(report, "answers").rejectedRows()).isEqualTo(2);
        assertThat(run.table("rejects")
                        .filter("stage = 'answers' and criterion = 'ethical'")
                        .count())
                .isEqualTo(2);
    }

    private static SynthRun corpus(Path folder) throws IOException {
        Path corpus = folder.resolve("prompts.txt");
        Files.writeString(
                corpus,
                IntStream.range(0, QUESTIONS)
                        .mapToObj(i -> "What does cat number " + i + " eat on day " + i * 7 + "?")
                        .collect(Collectors.joining("\n")));
        return SynthRun.of(folder, SynthRun.criterion("ethical"), """
                  prompts:
                    - criterion: ethical
                      corpus: {path: %s, format: text, prompt: value}
                """.formatted(corpus));
    }

    private static void stopSparkJobsAfter(long requests) {
        try {
            while (TeacherAccess.embedded().requests() < requests) Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        LocalSpark.session().sparkContext().cancelAllJobs();
    }

    /** The driver gives up before the tasks have closed their ledger buckets. */
    private static void waitForTasksToEnd() throws InterruptedException {
        var tracker = LocalSpark.session().sparkContext().statusTracker();
        while (Arrays.stream(tracker.getExecutorInfos()).anyMatch(e -> e.numRunningTasks() > 0)) Thread.sleep(10);
    }

    private static LedgerSummary ledger(Path folder) {
        var conf = LocalSpark.session().sessionState().newHadoopConf();
        return AnswerLedger.open(conf, folder + "/ledger", 4).summary();
    }
}
