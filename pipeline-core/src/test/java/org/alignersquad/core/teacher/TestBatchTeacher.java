package org.alignersquad.core.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.Rolling;
import org.alignersquad.core.teacher.BatchServer.Fate;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBatchTeacher {
    private static final BatchConfig QUICK = new BatchConfig(Duration.ofMillis(100), 40);

    @TempDir
    Path folder;

    private record Echo() implements GenerationTask<String, String> {
        @Override
        public TeacherRequest request(String question) {
            return Configs.request(question);
        }

        @Override
        public String parse(String question, String text) {
            return text.substring(2);
        }
    }

    private AnswerLedger ledger() {
        return AnswerLedger.open(new Configuration(), folder.resolve("ledger").toString(), 1);
    }

    private List<Call<String, String>> run(BatchServer server, int questions) {
        return run(server, questions, new AtomicBoolean());
    }

    private List<Call<String, String>> run(BatchServer server, int questions, AtomicBoolean killed) {
        TeacherConfig config = Configs.batch(server.baseUrl(), QUICK);
        List<Call<String, String>> calls = new ArrayList<>();
        try (LedgerBucket bucket = ledger().bucket(0, new Rolling(1_000_000, Duration.ofHours(1)));
                BatchTeacher teacher = BatchTeacher.open(
                        config,
                        RequestBudgets.shares(1),
                        ledger().batches(0),
                        bucket,
                        TeacherCounters.none(),
                        Map.of());
                var all = TeacherCalls.run(
                        IntStream.range(0, questions)
                                .mapToObj(i -> "question " + i)
                                .iterator(),
                        new Echo(),
                        teacher,
                        bucket,
                        config,
                        killed::get,
                        TeacherCounters.none())) {
            all.forEachRemaining(calls::add);
        }
        return calls;
    }

    private List<Path> journal() throws IOException {
        Path batches = folder.resolve("ledger/batches/bucket=00");
        if (!Files.exists(batches)) return List.of();
        try (Stream<Path> files = Files.list(batches)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    @Test
    void answersEveryRequestInBatchesOfTheSizeAskedFor() throws IOException {
        try (BatchServer server = BatchServer.start((question, times) -> Fate.ANSWERED)) {
            List<Call<String, String>> calls = run(server, 100);
            assertThat(calls).hasSize(100).allSatisfy(call -> assertThat(call.output())
                    .isEqualTo(call.input()));
            assertThat(server.batchSizes).allMatch(size -> size <= 40);
            assertThat(server.asked.values()).allMatch(times -> times.get() == 1);
            assertThat(ledger().summary().answers()).isEqualTo(100);
            assertThat(ledger().summary().lines().get(0).money().get("USD")).isPositive();
            assertThat(journal()).isEmpty();
        }
    }

    @Test
    void asksAgainWhatExpiredOrFailedAndRejectsWhatIsDeclined() throws IOException {
        try (BatchServer server = BatchServer.start((question, times) -> switch (question) {
            case "question 1" -> times < 3 ? Fate.MISSING : Fate.ANSWERED;
            case "question 2" -> times < 2 ? Fate.ERROR : Fate.ANSWERED;
            case "question 3" -> Fate.DECLINED;
            default -> Fate.ANSWERED;
        })) {
            List<Call<String, String>> calls = run(server, 10);
            assertThat(calls).hasSize(10);
            assertThat(calls.stream().filter(Call::failed)).singleElement().satisfies(call -> {
                assertThat(call.input()).isEqualTo("question 3");
                assertThat(call.reason()).isEqualTo("refused");
            });
            assertThat(server.asked.get("question 1")).hasValue(3);
            assertThat(server.asked.get("question 2")).hasValue(2);
            assertThat(server.asked.get("question 5")).hasValue(1);
            assertThat(journal()).isEmpty();
        }
    }

    @Test
    void takesUpTheBatchesOfAKilledRunWithoutUploadingAgain() throws Exception {
        try (BatchServer server = BatchServer.start((question, times) -> Fate.ANSWERED)) {
            server.looks = 1_000_000;
            AtomicBoolean killed = new AtomicBoolean();
            Thread killer = new Thread(() -> {
                while (server.batchSizes.isEmpty()) Thread.onSpinWait();
                sleep(500);
                killed.set(true);
            });
            killer.start();
            assertThatThrownBy(() -> run(server, 40, killed)).isInstanceOf(CancellationException.class);
            assertThat(journal()).as("requests and name of one batch").hasSize(2);
            server.finishAtNextLook();
            assertThat(run(server, 40)).hasSize(40).noneMatch(Call::failed);
            assertThat(server.uploads).hasValue(1);
            assertThat(server.asked.values()).allMatch(times -> times.get() == 1);
            assertThat(journal()).isEmpty();
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void findsABatchAgainWhoseMakingSeemedToFail() throws IOException {
        try (BatchServer server = BatchServer.start((question, times) -> Fate.ANSWERED)) {
            server.failCreates.set(1);
            assertThat(run(server, 10)).hasSize(10).noneMatch(Call::failed);
            assertThat(server.uploads).hasValue(1);
            assertThat(server.asked.values()).allMatch(times -> times.get() == 1);
        }
    }

    @Test
    void asksForNothingThatTheLedgerHas() throws IOException {
        try (BatchServer server = BatchServer.start((question, times) -> Fate.ANSWERED)) {
            run(server, 20);
            int uploads = server.uploads.get();
            assertThat(run(server, 20)).hasSize(20).allMatch(Call::cached);
            assertThat(server.uploads).hasValue(uploads);
        }
    }
}
