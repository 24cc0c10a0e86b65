package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.alignersquad.core.ledger.LedgerConfig;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherKind;
import org.alignersquad.core.teacher.TeacherRequest;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.FaultScript;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestKilledTask {
    @TempDir
    Path folder;

    private record Echo() implements GenerationTask<String, String> {
        @Override
        public TeacherRequest request(String question) {
            return new TeacherRequest(
                    "m", "answers", List.of(Message.user(question)), new Sampling(0, 1, 64, List.of(), null));
        }

        @Override
        public String parse(String question, String text) {
            return text;
        }
    }

    private static Iterator<Integer> answers(TeacherAccess access) {
        Iterator<String> questions =
                IntStream.range(0, 100).mapToObj(i -> "Question " + i).iterator();
        TeacherShard<String, String> calls = access.ask(0, questions, new Echo());
        return IntStream.range(0, 100).map(i -> calls.next().attempts()).iterator();
    }

    private TeacherAccess access(SparkSession spark, String baseUrl) {
        TeacherConfig config = new TeacherConfig(
                TeacherKind.OPENAI_CHAT, "m", baseUrl, null, 64, Duration.ofMinutes(5), 3, 0, null, null, null);
        return TeacherAccess.open(
                spark, config, new LedgerConfig(folder.resolve("ledger").toString(), 1), 1);
    }

    private static long run(SparkSession spark, TeacherAccess access) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(0), 1)
                .mapPartitions((FlatMapFunction<Iterator<Integer>, Integer>) any -> answers(access))
                .count();
    }

    @Test
    void endsWithinASecondWhileSixtyFourRequestsAreInFlight() throws Exception {
        SparkSession spark = LocalSpark.session();
        SparkContext context = spark.sparkContext();
        try (EmbeddedTeacherServer server =
                EmbeddedTeacherServer.start(0, FaultScript.withLatency(Duration.ofMinutes(2)))) {
            TeacherAccess access = access(spark, server.baseUrl().toString());
            CompletableFuture<Long> job = CompletableFuture.supplyAsync(
                    () -> {
                        context.setJobGroup("to be killed", "to be killed", false);
                        return run(spark, access);
                    },
                    work -> new Thread(work).start());
            while (server.counts().inFlight() < 64) Thread.sleep(10);
            long start = System.nanoTime();
            context.cancelJobGroup("to be killed");
            while (tasks(context) > 0) Thread.sleep(10);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThatThrownBy(job::join).hasMessageContaining("cancelled");
        }
    }

    private static int tasks(SparkContext context) {
        int tasks = 0;
        for (var executor : context.statusTracker().getExecutorInfos()) tasks += executor.numRunningTasks();
        return tasks;
    }

    @Test
    void saysInOneSentenceWhyTheJobEnds() throws Exception {
        SparkSession spark = LocalSpark.session();
        int port;
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        TeacherConfig away = new TeacherConfig(
                TeacherKind.OPENAI_CHAT,
                "m",
                "http://127.0.0.1:" + port + "/v1",
                null,
                64,
                Duration.ofSeconds(5),
                3,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(1),
                null,
                null,
                null);
        TeacherAccess access = TeacherAccess.open(
                spark, away, new LedgerConfig(folder.resolve("ledger").toString(), 1), 1);
        assertThatThrownBy(() -> run(spark, access)).satisfies(error -> {
            TeacherStop stop = TeacherStop.in(error);
            assertThat(stop).isNotNull();
            assertThat(stop.resumable()).isTrue();
            assertThat(stop.reason())
                    .isEqualTo("The teacher has not answered for more than PT1S: http://127.0.0.1:" + port);
        });
    }
}
