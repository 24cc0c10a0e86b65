package org.alignersquad.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.task.AnswersTask;
import org.alignersquad.core.task.Question;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;
import org.apache.spark.sql.SparkSession;

/**
 * Rows per second of synth's stage {@code answers} (client, ledger, Parquet, the check of its counts) against a teacher in a
 * process of its own, over a plain asynchronous JDK client that keeps nothing, with as many requests in flight and the same
 * requests, in turn in one run. Arguments: prompts, in flight, latency in milliseconds, rounds, a folder to work in.
 */
public final class SynthThroughput {
    private static final String MODEL = "embedded-teacher-1";
    private static final Sampling SAMPLING = new Sampling(0.7, 1, 1024, List.of(), 1L);

    private final SparkSession spark;
    private final String baseUrl;
    private final int prompts;
    private final int inFlight;
    private final Path folder;

    private SynthThroughput(SparkSession spark, String baseUrl, int prompts, int inFlight, Path folder) {
        this.spark = spark;
        this.baseUrl = baseUrl;
        this.prompts = prompts;
        this.inFlight = inFlight;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[4]));
        SparkSession spark = SynthRun.session("synth throughput");
        try (TeacherProcess teacher = TeacherProcess.start(folder, Integer.parseInt(arguments[2]))) {
            int prompts = Integer.parseInt(arguments[0]);
            int inFlight = Integer.parseInt(arguments[1]);
            new SynthThroughput(spark, teacher.baseUrl(), prompts / 10, inFlight, folder).round(0);
            for (int round = 1; round <= Integer.parseInt(arguments[3]); round++) {
                new SynthThroughput(spark, teacher.baseUrl(), prompts, inFlight, folder).round(round);
            }
        } finally {
            spark.stop();
        }
    }

    /** The first one warms up. */
    private void round(int round) throws IOException {
        double cpu = cpuSeconds();
        double plain = plainClient("plain " + round);
        double plainCpu = cpuSeconds() - cpu;
        cpu = cpuSeconds();
        double ours = stage("stage " + round, folder.resolve("round-" + round));
        double oursCpu = cpuSeconds() - cpu;
        System.out.printf(
                Locale.ROOT,
                "round %d: plain JDK client %.0f rows/s, %.0f us CPU each; stage answers %.0f rows/s, whole job %.0f us CPU"
                        + " each; ratio %.2f%n",
                round,
                prompts / plain,
                plainCpu * 1e6 / prompts,
                prompts / ours,
                oursCpu * 1e6 / prompts,
                plain / ours);
    }

    private static double cpuSeconds() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() * 1e-9;
    }

    /** Seconds of the stage, as its own report has them. */
    private double stage(String run, Path output) throws IOException {
        return new SynthRun(spark, baseUrl, inFlight)
                .answers(run, prompts, output, 2, 2)
                .seconds();
    }

    private double plainClient(String run) {
        AnswersTask task = new AnswersTask(
                Recipes.loadWhole(Path.of("conf/criteria/helpful.yaml"), Criterion.class), MODEL, SAMPLING);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ObjectMapper json = new ObjectMapper();
        Semaphore places = new Semaphore(inFlight);
        AtomicInteger answered = new AtomicInteger();
        long start = System.nanoTime();
        for (int i = 0; i < prompts; i++) {
            HttpRequest request = request(json, task.request(new Question("", "", "", SynthRun.question(run, i))));
            places.acquireUninterruptibly();
            client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((response, error) -> {
                if (error == null && response.statusCode() == 200) answered.incrementAndGet();
                places.release();
            });
        }
        places.acquireUninterruptibly(inFlight);
        if (answered.get() != prompts) throw new IllegalStateException("Answered: " + answered + " of " + prompts);
        return (System.nanoTime() - start) * 1e-9;
    }

    private HttpRequest request(ObjectMapper json, TeacherRequest request) {
        ObjectNode body = json.createObjectNode().put("model", request.model());
        body.put("temperature", SAMPLING.temperature())
                .put("max_tokens", SAMPLING.maxTokens())
                .put("seed", 1);
        for (Message message : request.messages())
            body.withArray("messages").addObject().put("role", message.role()).put("content", message.content());
        return HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }
}
