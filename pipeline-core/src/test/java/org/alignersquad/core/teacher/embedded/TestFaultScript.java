package org.alignersquad.core.teacher.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestFaultScript {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    private static FaultScript always(FaultKind kind, @Nullable Duration retryAfter, @Nullable Duration pause) {
        return faults(0, new Fault(kind, 1, retryAfter, pause));
    }

    private static FaultScript faults(long seed, Fault... faults) {
        return new FaultScript(seed, null, null, null, null, List.of(faults), null);
    }

    private static HttpRequest request(EmbeddedTeacherServer server, String question) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer canary-of-a-key")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<byte[]> ask(FaultScript script) throws IOException, InterruptedException {
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script)) {
            return client.send(request(server, "Why?"), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @Test
    void statusesComeWithAndWithoutRetryAfter() throws Exception {
        HttpResponse<byte[]> limited = ask(always(FaultKind.RATE_LIMITED, Duration.ofSeconds(3), null));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("3");
        HttpResponse<byte[]> bare = ask(always(FaultKind.RATE_LIMITED, null, null));
        assertThat(bare.headers().firstValue("Retry-After")).isEmpty();
        assertThat(ask(always(FaultKind.SERVER_ERROR, null, null)).statusCode()).isEqualTo(500);
        assertThat(ask(always(FaultKind.UNAVAILABLE, null, null)).statusCode()).isEqualTo(503);
    }

    @Test
    void aResetBreaksTheConnection() {
        assertThatThrownBy(() -> ask(always(FaultKind.RESET, null, null)))
                .isInstanceOf(IOException.class)
                .rootCause()
                .hasMessageContaining("Connection reset");
    }

    @Test
    void aHangNeverEndsAndIsCountedOnceTheClientGivesUp() throws Exception {
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, always(FaultKind.HANG, null, null))) {
            CompletableFuture<?> answer =
                    client.sendAsync(request(server, "Why?"), HttpResponse.BodyHandlers.ofByteArray());
            while (server.counts().inFlight() == 0) Thread.onSpinWait();
            assertThat(answer).isNotDone();
            answer.cancel(true);
            // a moment passes between the two counts
            while (!server.counts().statuses().containsKey("0")) Thread.onSpinWait();
            assertThat(server.counts().statuses()).containsEntry("0", 1L);
            assertThat(server.counts().inFlight()).isZero();
        }
    }

    @Test
    void bodiesAreSpoiltEachInItsWay() throws Exception {
        assertThatThrownBy(() -> JSON.readTree(
                        ask(always(FaultKind.TRUNCATED_JSON, null, null)).body()))
                .isInstanceOf(IOException.class);
        assertThat(json(FaultKind.EMPTY_CHOICES).path("choices")).isEmpty();
        assertThat(text(FaultKind.EMPTY_TEXT).isNull()).isTrue();
        assertThat(text(FaultKind.WRONG_CONTENT).asText()).isEqualTo("I would rather talk about the weather.");
        assertThat(json(FaultKind.CUT_AT_LENGTH).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
        byte[] invalid = ask(always(FaultKind.INVALID_UTF8, null, null)).body();
        assertThat(new String(invalid, ISO_8859_1)).contains("\"content\":\"\u00ff\u00ff\u00ff");
        assertThat(ask(always(FaultKind.HUGE_BODY, null, null)).body()).hasSizeGreaterThan(10_000_000);
    }

    private JsonNode json(FaultKind kind) throws Exception {
        return JSON.readTree(ask(always(kind, null, null)).body());
    }

    private JsonNode text(FaultKind kind) throws Exception {
        return json(kind).at("/choices/0/message/content");
    }

    @Test
    void aDripIsWholeAndTakesItsTime() throws Exception {
        String whole = new String(ask(FaultScript.none()).body(), UTF_8);
        long start = System.nanoTime();
        String dripped = new String(
                ask(always(FaultKind.SLOW_DRIP, null, Duration.ofMillis(20))).body(), UTF_8);
        assertThat(dripped).isEqualTo(whole);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(19 * 20));
    }

    @Test
    void theConnectionOfADripServesTheNextRequestAtOnce() throws Exception {
        FaultScript script = always(FaultKind.SLOW_DRIP, null, Duration.ofMillis(5));
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script)) {
            // in turn and without a break, so that one connection carries them
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(request(server, "Why " + i), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theSameRequestsMeetTheSameFaultsAndASecondTryIsDrawnForAgain() throws Exception {
        FaultScript script = faults(3, new Fault(FaultKind.SERVER_ERROR, 0.5, null, null));
        List<Integer> first = statuses(script);
        assertThat(statuses(script)).isEqualTo(first).contains(200, 500);
        assertThat(statuses(faults(4, script.faults().get(0)))).isNotEqualTo(first);
        assertThat(first.subList(0, 50)).isNotEqualTo(first.subList(50, 100));
    }

    /** Of fifty requests, then of the same fifty again. */
    private List<Integer> statuses(FaultScript script) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script)) {
            for (int i = 0; i < 100; i++) {
                HttpRequest request = request(server, "Question " + i % 50);
                statuses.add(client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            }
            assertThat(server.counts().repeatedBodies()).isEqualTo(50);
            assertThat(server.counts().statuses().get("200")).isEqualTo(server.requests());
        }
        return statuses;
    }

    @Test
    void limitsAreHeldByTheServer() throws Exception {
        FaultScript script = new FaultScript(0, null, 120, null, Duration.ofSeconds(1), null, null);
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script)) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                HttpRequest request = request(server, "Question " + i);
                statuses.add(client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            }
            assertThat(statuses.subList(0, 2)).containsOnly(200);
            assertThat(statuses).contains(429);
            assertThat(server.counts().rateLimitedBySecond().values().stream()
                            .mapToLong(n -> n)
                            .sum())
                    .isEqualTo(statuses.stream().filter(status -> status == 429).count());
        }
    }

    @Test
    void outagesComeAndGo() throws Exception {
        Outage outage = new Outage(Duration.ZERO, Duration.ofMillis(800), FaultKind.UNAVAILABLE);
        FaultScript script = new FaultScript(0, null, null, null, null, null, List.of(outage));
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script)) {
            HttpRequest request = request(server, "Why?");
            List<Integer> statuses = new ArrayList<>();
            while (!statuses.contains(200)) {
                statuses.add(client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            }
            assertThat(statuses.get(0)).isEqualTo(503);
        }
    }

    @Test
    void aThousandRequestsWaitAtOnceAndCountersSaySo() throws Exception {
        FaultScript script = FaultScript.withLatency(Duration.ofSeconds(2));
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script)) {
            List<CompletableFuture<HttpResponse<Void>>> answers = IntStream.range(0, 1_000)
                    .mapToObj(i ->
                            client.sendAsync(request(server, "Question " + i), HttpResponse.BodyHandlers.discarding()))
                    .toList();
            assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                    .containsOnly(200);
            URI counters = server.baseUrl().resolve("/teacher/counters");
            String text = client.send(HttpRequest.newBuilder(counters).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            JsonNode counts = JSON.readTree(text);
            assertThat(counts.path("most_in_flight").asInt()).isGreaterThan(900);
            assertThat(counts.path("answered").asInt()).isEqualTo(1_000);
            assertThat(counts.path("keys").size()).isEqualTo(1);
            assertThat(text).doesNotContain("canary");
        }
    }

    static Stream<Path> examples() throws IOException {
        Path conf = Path.of("..", "conf", "faults");
        return Files.list(conf)
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesAreScripts(Path example) {
        FaultScript script = Recipes.loadWhole(example, FaultScript.class);
        assertThat(script.latency()).isNotNull();
    }

    @Test
    void mixedExampleHasEveryKindOfFaultAtThirtyInAHundred() {
        FaultScript mixed = Recipes.loadWhole(Path.of("../conf/faults/mixed.yaml"), FaultScript.class);
        assertThat(mixed.faults().stream().map(Fault::kind)).contains(FaultKind.values());
        assertThat(mixed.faults().stream().mapToDouble(Fault::probability).sum())
                .isCloseTo(0.3, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void wrongScriptsAreExplained() throws IOException {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(file, """
                seed: 1
                latency: {distribution: uniform, median: 5ms}
                faults: [{kind: reset, probability: 1.5}, {kind: reset, probability: 0.1, retry_after: 1s}, {kind: explosion, probability: 0.1}]
                """);
        assertThatThrownBy(() -> Recipes.loadWhole(file, FaultScript.class))
                .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                        .anyMatch(p -> p.contains("latency: median does not go with this distribution"))
                        .anyMatch(p -> p.contains("faults.0: probability must be between 0 and 1, is: 1.5"))
                        .anyMatch(p -> p.contains("faults.1: retry_after goes with"))
                        .anyMatch(p -> p.contains("faults.2.kind: must be one of [rate-limited")));
    }
}
