package org.alignersquad.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.Rolling;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.HttpTeacher;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.RequestBudgets;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherCalls;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.TeacherKind;
import org.alignersquad.core.teacher.TeacherRequest;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacher;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.apache.hadoop.conf.Configuration;

/**
 * Answers per second through the teacher client with its ledger, against a plain asynchronous JDK client that keeps
 * nothing, with as many requests in flight, in turn in one run. Arguments: requests, in flight, rounds.
 */
public final class TeacherThroughput {
    private static final Sampling SAMPLING = new Sampling(0, 1, 256, List.of(), null);

    private final int requests;
    private final int inFlight;

    private TeacherThroughput(int requests, int inFlight) {
        this.requests = requests;
        this.inFlight = inFlight;
    }

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[2]);
        TeacherThroughput benchmark = new TeacherThroughput(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        double[] ratios = new double[rounds];
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start()) {
            benchmark.round(server, 0);
            for (int i = 0; i < rounds; i++) {
                ratios[i] = benchmark.round(server, i + 1);
            }
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "ratio, median of %d rounds: %.2f%n", rounds, ratios[rounds / 2]);
    }

    /** One measurement of each; the first one warms both up. */
    private double round(EmbeddedTeacherServer server, int round) throws IOException {
        double ours = throughClient(server, round);
        double plain = throughPlainClient(server, round);
        System.out.printf(
                Locale.ROOT, "round %d: client and ledger %.0f/s, plain JDK client %.0f/s%n", round, ours, plain);
        return ours / plain;
    }

    /** Requests differ between rounds, so that no answer is found in a ledger or a cache. */
    private static String question(int round, int number) {
        return "Round " + round + ": what is the number after " + number + "?";
    }

    private record Echo(int round) implements GenerationTask<Integer, String> {
        @Override
        public TeacherRequest request(Integer number) {
            List<Message> messages = List.of(Message.user(question(round, number)));
            return new TeacherRequest(EmbeddedTeacher.MODEL, "answers", messages, SAMPLING);
        }

        @Override
        public String parse(Integer number, String text) {
            return text;
        }
    }

    private double throughClient(EmbeddedTeacherServer server, int round) throws IOException {
        TeacherConfig config = new TeacherConfig(
                TeacherKind.OPENAI_CHAT,
                EmbeddedTeacher.MODEL,
                server.baseUrl().toString(),
                null,
                inFlight,
                Duration.ofSeconds(60),
                3,
                0,
                null,
                null,
                null);
        Path folder = Files.createTempDirectory("ledger");
        long start = System.nanoTime();
        try (LedgerBucket ledger = AnswerLedger.open(new Configuration(), folder.toString(), 1)
                        .bucket(0, Rolling.standard());
                HttpTeacher teacher = HttpTeacher.open(config, RequestBudgets.shares(1), TeacherCounters.none());
                var calls = TeacherCalls.run(
                        IntStream.range(0, requests).iterator(),
                        new Echo(round),
                        teacher,
                        ledger,
                        config,
                        () -> false,
                        TeacherCounters.none())) {
            int answered = 0;
            while (calls.hasNext()) {
                if (!calls.next().failed()) answered++;
            }
            return perSecond(answered, start);
        }
    }

    private double throughPlainClient(EmbeddedTeacherServer server, int round) {
        ObjectMapper json = new ObjectMapper();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Semaphore places = new Semaphore(inFlight);
        AtomicInteger answered = new AtomicInteger();
        long start = System.nanoTime();
        for (int number = 0; number < requests; number++) {
            places.acquireUninterruptibly();
            send(client, json, server, question(round, requests + number)).whenComplete((text, error) -> {
                if (error == null) answered.incrementAndGet();
                places.release();
            });
        }
        places.acquireUninterruptibly(inFlight);
        return perSecond(answered.get(), start);
    }

    private static CompletableFuture<String> send(
            HttpClient client, ObjectMapper json, EmbeddedTeacherServer server, String question) {
        String body = json.valueToTree(Map.of(
                        "model",
                        EmbeddedTeacher.MODEL,
                        "temperature",
                        0,
                        "max_tokens",
                        256,
                        "messages",
                        List.of(Map.of("role", "user", "content", question))))
                .toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(response -> {
            try {
                return json.readTree(response.body())
                        .at("/choices/0/message/content")
                        .asText();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private double perSecond(int answered, long start) {
        if (answered != requests) throw new IllegalStateException(answered + " of " + requests + " were answered");
        return answered / ((System.nanoTime() - start) * 1e-9);
    }
}
