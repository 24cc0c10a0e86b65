package org.alignersquad.core.teacher;

import static org.alignersquad.core.teacher.ScriptedTeacherServer.bytes;
import static org.alignersquad.core.teacher.ScriptedTeacherServer.reset;
import static org.alignersquad.core.teacher.ScriptedTeacherServer.status;
import static org.alignersquad.core.teacher.ScriptedTeacherServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.alignersquad.core.teacher.ScriptedTeacherServer.Reply;
import org.alignersquad.core.teacher.ScriptedTeacherServer.Seen;
import org.alignersquad.core.teacher.TeacherFailure.Kind;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestHttpTeacher {
    private static final String CANARY = "sk-canary-77aa";

    private static HttpTeacher open(TeacherConfig config) {
        return HttpTeacher.open(
                config, RequestBudgets.shares(1), TeacherCounters.none(), Configs.QUICK, Map.of("KEY", CANARY));
    }

    private static TeacherFailure failure(HttpTeacher teacher, String text) {
        Throwable error =
                catchThrowable(() -> teacher.ask(Configs.request(text)).join());
        assertThat(error).isInstanceOf(CompletionException.class).hasCauseInstanceOf(TeacherFailure.class);
        return (TeacherFailure) error.getCause();
    }

    /** A budget that is used up ends the job once nothing is in flight; an answer must be kept by then. */
    @Test
    void theBudgetHearsOfAnAnswersEndAfterWhoeverWaitsForIt() throws IOException {
        Set<String> kept = ConcurrentHashMap.newKeySet();
        List<Integer> keptBySettling = new CopyOnWriteArrayList<>();
        RequestBudget budget = new RequestBudget() {
            @Override
            public CompletableFuture<Void> acquire(int tokens) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void settle(int acquired, int used) {
                keptBySettling.add(kept.size());
            }
        };
        // each first attempt fails
        try (var server = ScriptedTeacherServer.start(seen -> seen.times() == 1 ? status(503, "{}") : text("ok"));
                var teacher = HttpTeacher.open(
                        Configs.chat(server.baseUrl()),
                        (endpoint, limits) -> budget,
                        TeacherCounters.none(),
                        Configs.QUICK,
                        Map.of())) {
            for (int i = 1; i <= 20; i++) {
                String text = "question " + i;
                teacher.ask(Configs.request(text))
                        .thenAccept(answer -> kept.add(text))
                        .join();
                while (keptBySettling.size() < 2 * i) Thread.onSpinWait();
                assertThat(keptBySettling.get(2 * i - 1)).isEqualTo(i);
            }
        }
    }

    @Test
    void asksInTheChatProtocol() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("Hello ✓"));
                var teacher = open(Configs.chat(server.baseUrl() + "/?api-version=3"))) {
            TeacherAnswer answer = teacher.ask(new TeacherRequest(
                            "m",
                            "answers",
                            List.of(Message.system("s"), Message.user("Grüß 😀")),
                            new Sampling(0.25, 0.5, 9, List.of("[DONE]"), 5L)))
                    .join();
            assertThat(answer).isEqualTo(new TeacherAnswer("scripted-1", "Hello ✓", "stop", 7, 3, false));
            Seen seen = server.seen.get(0);
            assertThat(seen.path()).isEqualTo("/v1/chat/completions?api-version=3");
            assertThat(seen.authorization()).isEqualTo("null");
            assertThat(seen.body().toString())
                    .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                            + "{\"role\":\"user\",\"content\":\"Grüß 😀\"}],\"temperature\":0.25,\"top_p\":0.5,"
                            + "\"max_tokens\":9,\"stop\":[\"[DONE]\"],\"seed\":5}");
        }
    }

    @Test
    void asksBaseModelsForCompletions() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("more"));
                var teacher = open(new TeacherConfig(
                        TeacherKind.OPENAI_COMPLETIONS,
                        "m",
                        server.baseUrl(),
                        null,
                        1,
                        Duration.ofSeconds(5),
                        1,
                        0,
                        null,
                        null,
                        null))) {
            assertThat(teacher.ask(Configs.request("Once")).join().text()).isEqualTo("more");
            assertThat(server.seen.get(0).path()).isEqualTo("/v1/completions");
            assertThat(server.seen.get(0).body().path("prompt").asText()).isEqualTo("Once");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503})
    void sendsAgainWhatFailsInPassing(int status) throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> seen.times() < 3 ? status(status, "{}") : text("ok"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            assertThat(teacher.ask(Configs.request("q")).join().text()).isEqualTo("ok");
            assertThat(server.requests).hasValue(3);
        }
    }

    @Test
    void sendsAgainWhenTheConnectionBreaksOrTheBodyIsBad() throws IOException {
        List<Reply> script = List.of(reset(), status(200, "{\"choices\": [{\"mess"), bytes(200, new byte[] {
            '"', (byte) 0xc3, (byte) 0x28, '"'
        }));
        Function<Seen, Reply> replies = seen -> seen.times() <= 3 ? script.get(seen.times() - 1) : text("ok");
        try (var server = ScriptedTeacherServer.start(replies);
                var teacher = open(Configs.chat(server.baseUrl()))) {
            assertThat(teacher.ask(Configs.request("q")).join().text()).isEqualTo("ok");
            assertThat(server.requests).hasValue(4);
        }
    }

    @Test
    void waitsAsLongAsRetryAfterSays() throws IOException {
        try (var server = ScriptedTeacherServer.start(
                        seen -> seen.times() == 1 ? status(429, "{}").with("Retry-After", "1") : text("ok"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            assertThat(teacher.ask(Configs.request("q")).join().text()).isEqualTo("ok");
            long waited = server.seen.get(1).nanos() - server.seen.get(0).nanos();
            assertThat(Duration.ofNanos(waited)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
    }

    @Test
    void readsRetryAfterAsSecondsOrDate() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plusSeconds(90).atZone(ZoneOffset.UTC));
        assertThat(RetryAfter.parse("17", now)).isEqualTo(Duration.ofSeconds(17));
        assertThat(RetryAfter.parse("0.25", now)).isEqualTo(Duration.ofMillis(250));
        assertThat(RetryAfter.parse(date, now)).isEqualTo(Duration.ofSeconds(90));
        assertThat(RetryAfter.parse(date, now.plusSeconds(100))).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", now)).isNull();
    }

    @Test
    void readsTheOtherHeadersThatSayHowLongToWait() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertThat(RetryAfter.of(headers("retry-after-ms", "250", "Retry-After", "1"), now))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(RetryAfter.of(
                        headers(
                                "x-ratelimit-remaining-requests",
                                "0",
                                "x-ratelimit-reset-requests",
                                "1m2.5s",
                                "x-ratelimit-remaining-tokens",
                                "17",
                                "x-ratelimit-reset-tokens",
                                "6h"),
                        now))
                .isEqualTo(Duration.ofMillis(62_500));
        assertThat(RetryAfter.of(headers("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "20ms"), now))
                .isEqualTo(Duration.ofMillis(20));
        assertThat(RetryAfter.of(headers("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "soon"), now))
                .isNull();
    }

    private static Function<String, Optional<String>> headers(String... namesAndValues) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) headers.put(namesAndValues[i], namesAndValues[i + 1]);
        return name -> Optional.ofNullable(headers.get(name));
    }

    @Test
    void doesNotWaitForAnEndpointThatAsksForHours() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> status(429, "{}").with("Retry-After", "7200"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            TeacherStop stop = stop(teacher, "q");
            assertThat(stop.stopCause()).isEqualTo(TeacherStop.Cause.QUOTA);
            assertThat(stop.reason()).contains("PT2H");
            assertThat(server.requests).hasValue(1);
        }
    }

    private static TeacherStop stop(HttpTeacher teacher, String text) {
        Throwable error =
                catchThrowable(() -> teacher.ask(Configs.request(text)).join());
        assertThat(error).isInstanceOf(CompletionException.class).hasCauseInstanceOf(TeacherStop.class);
        return (TeacherStop) error.getCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void stopsTheJobWhereKeyOrModelAreWrong(int status) throws IOException {
        try (var server = ScriptedTeacherServer.start(
                        seen -> status(status, "{\"error\":{\"message\":\"no such model\"}}"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            TeacherStop stop = stop(teacher, "q");
            assertThat(stop.stopCause()).isEqualTo(TeacherStop.Cause.DECLINED);
            assertThat(stop.resumable()).isFalse();
            assertThat(stop.reason()).contains("status " + status, "no such model");
            assertThat(server.requests).hasValue(1);
        }
    }

    @Test
    void stopsTheJobWhereEveryRequestIsDeclined() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> status(400, "{\"error\":{\"message\":\"max_tokens\"}}"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            for (int i = 0; i < 19; i++)
                assertThat(failure(teacher, "q" + i).kind()).isEqualTo(Kind.REFUSED);
            assertThat(stop(teacher, "q").reason()).contains("max_tokens");
        }
    }

    @Test
    void rejectsSingleRowsOfAnEndpointThatHasAnswered() throws IOException {
        try (var server = ScriptedTeacherServer.start(
                        seen -> seen.lastMessage().equals("bad") ? status(403, "{}") : text("ok"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(teacher.ask(Configs.request("good")).join().text()).isEqualTo("ok");
                assertThat(failure(teacher, "bad").kind()).isEqualTo(Kind.REFUSED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 422})
    void doesNotSendAgainWhatIsRefused(int status) throws IOException {
        try (var server = ScriptedTeacherServer.start(
                        seen -> status(status, "{\"error\":{\"message\":\"no such model\"}}"));
                var teacher = open(Configs.chat(server.baseUrl()))) {
            TeacherFailure failure = failure(teacher, "q");
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("status " + status).hasMessageContaining("no such model");
            assertThat(server.requests).hasValue(1);
        }
    }

    @Test
    void tellsAUsedUpQuotaAndAContentFilterFromOtherErrors() throws IOException {
        Function<Seen, Reply> script = seen -> seen.lastMessage().equals("quota")
                ? status(429, "{\"error\":{\"code\":\"insufficient_quota\"}}")
                : status(400, "{\"error\":{\"code\":\"content_filter\"}}");
        try (var server = ScriptedTeacherServer.start(script);
                var teacher = open(Configs.chat(server.baseUrl()))) {
            assertThat(stop(teacher, "quota").stopCause()).isEqualTo(TeacherStop.Cause.QUOTA);
            assertThat(failure(teacher, "filter").kind()).isEqualTo(Kind.CONTENT_FILTER);
            assertThat(server.requests).hasValue(2);
        }
    }

    @Test
    void namesTheCauseOnceTheAttemptsAreUsedUp() throws IOException {
        Map<String, Reply> script = Map.of(
                "429", status(429, "{}"),
                "500", status(500, "{}"),
                "reset", reset(),
                "empty", status(200, "{\"choices\":[]}"),
                "html", status(200, "<html>"),
                "large", bytes(200, new byte[HttpReply.MOST_BYTES + 1]));
        Map<String, Kind> kinds = Map.of(
                "429", Kind.RATE_LIMITED,
                "500", Kind.SERVER_ERROR,
                "reset", Kind.CONNECTION,
                "empty", Kind.MALFORMED_RESPONSE,
                "html", Kind.MALFORMED_RESPONSE,
                "large", Kind.MALFORMED_RESPONSE);
        try (var server = ScriptedTeacherServer.start(seen -> script.get(seen.lastMessage()));
                var teacher = open(Configs.chat(server.baseUrl(), null, 8, Duration.ofSeconds(5), 2))) {
            kinds.forEach((text, kind) ->
                    assertThat(failure(teacher, text).kind()).as(text).isEqualTo(kind));
            assertThat(server.requests).hasValue(2 * kinds.size());
        }
    }

    @Test
    void givesUpAnAnswerThatIsLate() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("late").after(Duration.ofSeconds(20)));
                var teacher = open(Configs.chat(server.baseUrl(), null, 8, Duration.ofMillis(200), 2))) {
            long start = System.nanoTime();
            assertThat(failure(teacher, "q").kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(server.requests).hasValue(2);
        }
    }

    @Test
    void givesUpABodyThatDrips() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress());
                var teacher = open(Configs.chat(
                        "http://127.0.0.1:" + socket.getLocalPort(), null, 8, Duration.ofMillis(300), 1))) {
            CompletableFuture.runAsync(() -> drip(socket));
            assertThat(failure(teacher, "q").kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    /** Headers at once, then a byte now and then: the JDK client's own timeout ends with the headers. */
    private static void drip(ServerSocket socket) {
        try (var connection = socket.accept()) {
            connection.getInputStream().read(new byte[65536]);
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 100; i++) {
                connection.getOutputStream().write(' ');
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // the client has given up, which is what the test waits for
        }
    }

    @Test
    void cancellingFreesThePlaceInFlight() throws Exception {
        try (var server = ScriptedTeacherServer.start(seen ->
                        seen.lastMessage().equals("slow") ? text("s").after(Duration.ofSeconds(30)) : text("quick"));
                var teacher = open(Configs.chat(server.baseUrl(), null, 1, Duration.ofSeconds(60), 1))) {
            CompletableFuture<TeacherAnswer> slow = teacher.ask(Configs.request("slow"));
            while (server.requests.get() == 0) Thread.onSpinWait();
            slow.cancel(true);
            assertThat(teacher.ask(Configs.request("q"))
                            .get(5, TimeUnit.SECONDS)
                            .text())
                    .isEqualTo("quick");
        }
    }

    @Test
    void holdsNoMoreInFlightThanAllowed() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("ok").after(Duration.ofMillis(20)));
                var teacher = open(Configs.chat(server.baseUrl(), null, 5, Duration.ofSeconds(5), 1))) {
            List<CompletableFuture<TeacherAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) answers.add(teacher.ask(Configs.request("q" + i)));
            answers.forEach(CompletableFuture::join);
            assertThat(server.mostInFlight).hasValue(5);
        }
    }

    @Test
    void pausesForADeadEndpointAndComesBack() throws Exception {
        var dead = new java.util.concurrent.atomic.AtomicBoolean(true);
        try (var server = ScriptedTeacherServer.start(seen -> dead.get() ? status(500, "{}") : text("ok"));
                var teacher = open(Configs.chat(server.baseUrl(), null, 8, Duration.ofSeconds(5), 1))) {
            for (int i = 0; i < Configs.QUICK.circuitFailures(); i++) failure(teacher, "q" + i);
            CompletableFuture<TeacherAnswer> patient = teacher.ask(Configs.request("patient"));
            dead.set(false);
            assertThat(patient.get(5, TimeUnit.SECONDS).text()).isEqualTo("ok");
            assertThat(server.requests).hasValue(Configs.QUICK.circuitFailures() + Sending.MOST_PROBES + 1);
        }
    }

    @Test
    void stopsTheJobOnceTheEndpointIsDeadForLong() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> reset());
                var teacher = open(Configs.chat(server.baseUrl(), null, 200, Duration.ofSeconds(5), 1))) {
            List<CompletableFuture<TeacherAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) answers.add(teacher.ask(Configs.request("q" + i)));
            answers.forEach(answer -> assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class));
            List<TeacherStop> stops = answers.stream()
                    .map(answer -> TeacherStop.in(
                            answer.handle((value, error) -> error).join()))
                    .filter(java.util.Objects::nonNull)
                    .toList();
            assertThat(stops).hasSizeGreaterThan(100).allMatch(TeacherStop::resumable);
            assertThat(stops.get(0).reason())
                    .contains(
                            "has not answered for more than PT2S",
                            server.baseUrl().replace("/v1", ""));
        }
    }

    @Test
    void costsNoRowsWhereTheEndpointIsAwayForAWhile() throws Exception {
        var dead = new java.util.concurrent.atomic.AtomicBoolean();
        try (var server = ScriptedTeacherServer.start(seen -> dead.get() ? status(503, "{}") : text("ok"));
                var teacher = open(Configs.chat(server.baseUrl(), null, 64, Duration.ofSeconds(5), 2))) {
            teacher.ask(Configs.request("first")).join();
            dead.set(true);
            List<CompletableFuture<TeacherAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) answers.add(teacher.ask(Configs.request("q" + i)));
            CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS).execute(() -> dead.set(false));
            long failed = answers.stream()
                    .filter(answer ->
                            answer.handle((value, error) -> error != null).join())
                    .count();
            assertThat(failed).as("rows lost to an outage of 1.5 s").isZero();
        }
    }

    @Test
    void givesADeadEndpointsPartToTheOthers() throws Exception {
        var dead = new java.util.concurrent.atomic.AtomicBoolean();
        try (var one = ScriptedTeacherServer.start(seen -> text("one"));
                var two = ScriptedTeacherServer.start(seen -> dead.get() ? reset() : text("two"))) {
            try (var teacher = open(Configs.endpoints(Map.of(one.baseUrl(), 1, two.baseUrl(), 3)))) {
                ask(teacher, "healthy", 400);
                assertThat(two.requests.get()).as("three of four").isBetween(290, 310);
                dead.set(true);
                int before = one.requests.get();
                assertThat(ask(teacher, "half", 400)).containsOnly("one");
                assertThat(one.requests.get() - before).isEqualTo(400);
                dead.set(false);
                Thread.sleep(Configs.QUICK.circuitPause().toMillis());
                assertThat(ask(teacher, "again", 400)).contains("two");
            }
        }
    }

    private static List<String> ask(HttpTeacher teacher, String name, int count) {
        List<CompletableFuture<TeacherAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) answers.add(teacher.ask(Configs.request(name + i)));
        return answers.stream().map(answer -> answer.join().text()).toList();
    }

    @Test
    void givesUpARequestAtItsDeadlineOverAllAttempts() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> status(500, "{}").after(Duration.ofMillis(100)));
                var teacher = open(Configs.withDeadline(server.baseUrl(), Duration.ofMillis(500)))) {
            long start = System.nanoTime();
            TeacherFailure failure = failure(teacher, "q");
            assertThat(failure.kind()).isIn(Kind.SERVER_ERROR, Kind.TIMEOUT);
            assertThat(failure).hasMessageContaining("deadline is over");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(server.requests.get()).isBetween(2, 6);
        }
    }

    @Test
    void speaksAzuresAndDatabricksDialects() throws IOException {
        var azure = new DialectConfig(
                null,
                "api-key",
                Map.of("X-Team", "squads", "X-Token", "env:KEY"),
                DialectConfig.MaxTokensField.MAX_COMPLETION_TOKENS,
                List.of(DialectConfig.OptionalField.SEED));
        var databricks =
                new DialectConfig("/invocations", null, null, null, List.of(DialectConfig.OptionalField.MODEL));
        try (var server = ScriptedTeacherServer.start(seen -> text("ok"))) {
            String deployment = server.baseUrl().replace("/v1", "/openai/deployments/d?api-version=2024-10-21");
            try (var teacher = open(Configs.dialect(deployment, azure))) {
                teacher.ask(Configs.request("q")).join();
            }
            Seen seen = server.seen.get(0);
            assertThat(seen.path()).isEqualTo("/openai/deployments/d/chat/completions?api-version=2024-10-21");
            assertThat(seen.headers())
                    .containsEntry("Api-key", CANARY)
                    .containsEntry("X-team", "squads")
                    .containsEntry("X-token", CANARY)
                    .doesNotContainKey("Authorization");
            assertThat(seen.body().has("max_tokens")).isFalse();
            assertThat(seen.body().path("max_completion_tokens").asInt()).isEqualTo(64);
            assertThat(seen.body().has("seed")).isFalse();
            try (var teacher =
                    open(Configs.dialect(server.baseUrl().replace("/v1", "/serving-endpoints/llama"), databricks))) {
                teacher.ask(Configs.request("q")).join();
            }
            seen = server.seen.get(1);
            assertThat(seen.path()).isEqualTo("/serving-endpoints/llama/invocations");
            assertThat(seen.authorization()).isEqualTo("Bearer " + CANARY);
            assertThat(seen.body().has("model")).isFalse();
        }
    }

    @Test
    void sendsTheKeyAndShowsItNowhere() throws IOException {
        try (var server = ScriptedTeacherServer.start(
                        seen -> status(401, "{\"error\":{\"message\":\"Incorrect key: " + CANARY + "\"}}"));
                var teacher = open(Configs.chat(server.baseUrl(), "env:KEY", 8, Duration.ofSeconds(5), 1))) {
            StringWriter trace = new StringWriter();
            stop(teacher, "q").printStackTrace(new PrintWriter(trace));
            assertThat(server.seen.get(0).authorization()).isEqualTo("Bearer " + CANARY);
            assertThat(trace.toString()).contains("Incorrect key: ***").doesNotContain(CANARY);
            assertThat(teacher.toString() + Configs.chat(server.baseUrl(), "env:KEY", 8, Duration.ofSeconds(5), 1))
                    .doesNotContain(CANARY);
        }
    }

    @Test
    void logsNeitherKeyNorPayload() throws IOException {
        StringWriter log = new StringWriter();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Appender appender =
                WriterAppender.createAppender(PatternLayout.createDefaultLayout(), null, log, "test", false, true);
        appender.start();
        var root = context.getConfiguration().getRootLogger();
        var level = root.getLevel();
        root.addAppender(appender, Level.ALL, null);
        root.setLevel(Level.ALL);
        context.updateLoggers();
        try (var server = ScriptedTeacherServer.start(
                        seen -> status(500, "{\"error\":{\"message\":\"Incorrect key: " + CANARY + "\"}}"));
                var teacher = open(Configs.chat(server.baseUrl(), "env:KEY", 8, Duration.ofSeconds(5), 12))) {
            assertThat(failure(teacher, "my-secret-question").kind()).isEqualTo(Kind.SERVER_ERROR);
        } finally {
            root.removeAppender("test");
            root.setLevel(level);
            context.updateLoggers();
        }
        assertThat(log.toString())
                .contains("Teacher request is sent again", "Teacher does not answer")
                .doesNotContain(CANARY, "my-secret-question");
    }

    @Test
    void needsAnAddress() {
        TeacherConfig embedded = new TeacherConfig(
                TeacherKind.EMBEDDED, "m", null, null, 1, Duration.ofSeconds(1), 1, 0, null, null, null);
        assertThatThrownBy(() -> HttpTeacher.open(embedded, RequestBudgets.shares(1), TeacherCounters.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base_url is needed");
    }

    @Test
    void keepsToItsShareOfRequestsPerMinute() throws IOException {
        RequestBudget share = RequestBudget.share(new RateLimits(2400, null, null), 2);
        long start = System.nanoTime();
        List<CompletableFuture<Void>> permits = new ArrayList<>();
        // 1200 a minute is one per 50 ms; the first goes at once
        for (int i = 0; i < 21; i++) permits.add(share.acquire(1000));
        permits.forEach(CompletableFuture::join);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    @Test
    void givesBackTokensThatWereNotUsed() {
        RequestBudget share = RequestBudget.share(new RateLimits(null, 60_000, null), 1);
        share.acquire(60_000).join();
        CompletableFuture<Void> next = share.acquire(1);
        assertThat(next).as("a minute's tokens are taken").isNotDone();
        share.settle(60_000, 0);
        assertThat(next).succeedsWithin(Duration.ofSeconds(10));
    }
}
