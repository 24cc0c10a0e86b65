package org.alignersquad.core.teacher;

import static org.alignersquad.core.teacher.ScriptedTeacherServer.reset;
import static org.alignersquad.core.teacher.ScriptedTeacherServer.status;
import static org.alignersquad.core.teacher.ScriptedTeacherServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.Rolling;
import org.alignersquad.core.teacher.ScriptedTeacherServer.Reply;
import org.alignersquad.core.teacher.ScriptedTeacherServer.Seen;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTeacherCalls {
    private static final Rolling NEVER = new Rolling(1_000_000, Duration.ofHours(1));

    @TempDir
    Path folder;

    /** Wants the answer "= something"; the question is the input. */
    private static final class Echo implements GenerationTask<String, String> {
        @Override
        public TeacherRequest request(String input) {
            return Configs.request(input);
        }

        @Override
        public String parse(String input, String text) throws MalformedAnswerException {
            if (text.startsWith("crash")) throw new IllegalStateException("not made for this");
            if (!text.startsWith("= ")) throw new MalformedAnswerException("the equals sign is missing");
            return text.substring(2);
        }
    }

    private LedgerBucket bucket() {
        return AnswerLedger.open(new Configuration(), folder.toString(), 1).bucket(0, NEVER);
    }

    private Set<String> flushedKeys() {
        return AnswerLedger.open(new Configuration(), folder.toString(), 1)
                .reader(0)
                .load()
                .keySet();
    }

    private record Run(List<Call<String, String>> calls, TeacherUsage usage) {
        Call<String, String> of(String input) {
            return calls.stream()
                    .filter(call -> call.input().equals(input))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Run run(ScriptedTeacherServer server, List<String> inputs) {
        return run(Configs.chat(server.baseUrl(), null, 16, Duration.ofSeconds(5), 2), inputs);
    }

    private Run run(TeacherConfig config, List<String> inputs) {
        try (LedgerBucket ledger = bucket();
                HttpTeacher teacher = open(config);
                var calls = TeacherCalls.run(
                        inputs.iterator(), new Echo(), teacher, ledger, config, () -> false, TeacherCounters.none())) {
            List<Call<String, String>> all = new ArrayList<>();
            calls.forEachRemaining(all::add);
            return new Run(all, calls.usage());
        }
    }

    private static HttpTeacher open(TeacherConfig config) {
        return HttpTeacher.open(config, RequestBudgets.shares(1), TeacherCounters.none(), Configs.QUICK, Map.of());
    }

    private static List<String> questions(int count) {
        return IntStream.range(0, count).mapToObj(i -> "question " + i).toList();
    }

    @Test
    void givesOneCallPerInput() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("= " + seen.lastMessage()))) {
            Run run = run(server, questions(500));
            assertThat(run.calls).hasSize(500).allSatisfy(call -> assertThat(call)
                    .isEqualTo(new Call<>(
                            call.input(),
                            call.rootKey(),
                            call.input(),
                            null,
                            "",
                            "= " + call.input(),
                            7,
                            3,
                            false,
                            1)));
            assertThat(run.calls.stream().map(Call::input)).containsExactlyInAnyOrderElementsOf(questions(500));
            assertThat(run.usage).isEqualTo(new TeacherUsage(500, 0, Map.of(), 3500, 1500, run.usage.money()));
            // 3,500 prompt tokens at 2 and 1,500 completion tokens at 10 per million
            assertThat(run.usage.money()).isCloseTo(0.022, org.assertj.core.data.Offset.offset(1e-12));
        }
    }

    @Test
    void paysOnceAcrossRuns() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("= " + seen.lastMessage()))) {
            Run first = run(server, questions(300));
            Run second = run(server, questions(320));
            assertThat(server.requests).hasValue(320);
            assertThat(second.usage.cached()).isEqualTo(300);
            assertThat(second.usage.sent()).isEqualTo(20);
            assertThat(second.of("question 7").output())
                    .isEqualTo(first.of("question 7").output());
            assertThat(second.of("question 7").cached()).isTrue();
            assertThat(second.of("question 310").cached()).isFalse();
        }
    }

    @Test
    void sendsEqualRequestsOnceWhetherInFlightOrDone() throws IOException {
        List<String> inputs = IntStream.range(0, 1000)
                .mapToObj(i -> "q" + new Random(i).nextInt(40))
                .toList();
        long distinct = inputs.stream().distinct().count();
        try (var server = ScriptedTeacherServer.start(
                seen -> text("= " + seen.lastMessage()).after(Duration.ofMillis(5)))) {
            Run run = run(server, inputs);
            assertThat(server.requests.get()).isEqualTo((int) distinct);
            assertThat(run.calls).hasSize(1000);
            assertThat(run.usage.sent()).isEqualTo(distinct);
            assertThat(run.usage.cached()).isEqualTo(1000 - distinct);
        }
    }

    @Test
    void asksAgainWithTheFaultAndReplaysTheWholeChainAtNoCost() throws IOException {
        Function<Seen, Reply> script =
                seen -> switch (seen.body().path("messages").size()) {
                    case 1 -> text("no sign");
                    case 3 -> text("still none");
                    default -> text("= at last");
                };
        try (var server = ScriptedTeacherServer.start(script)) {
            Run first = run(server, List.of("q"));
            assertThat(first.calls)
                    .containsExactly(new Call<>(
                            "q", first.calls.get(0).rootKey(), "at last", null, "", "= at last", 21, 9, false, 3));
            var messages = server.seen.get(2).body().path("messages");
            assertThat(messages)
                    .extracting(m -> m.path("role").asText())
                    .containsExactly("user", "assistant", "user", "assistant", "user");
            assertThat(messages.get(1).path("content").asText()).isEqualTo("no sign");
            assertThat(messages.get(2).path("content").asText()).contains("the equals sign is missing");

            Run second = run(server, List.of("q"));
            assertThat(second.calls)
                    .containsExactly(new Call<>(
                            "q", first.calls.get(0).rootKey(), "at last", null, "", "= at last", 21, 9, true, 3));
            assertThat(second.usage).isEqualTo(new TeacherUsage(0, 3, Map.of(), 0, 0, 0));
            assertThat(server.requests).hasValue(3);
        }
    }

    @Test
    void rejectsWhatStaysMalformedAndRemembersThatToo() throws IOException {
        try (var server = ScriptedTeacherServer.start(
                seen -> text(seen.body().toString().contains("crash") ? "crash" : "never"))) {
            Call<String, String> call = run(server, List.of("q")).of("q");
            assertThat(call.reason()).isEqualTo("malformed-answer");
            assertThat(call.detail()).isEqualTo("the equals sign is missing");
            assertThat(call.text()).isEqualTo("never");
            assertThat(call.attempts()).isEqualTo(3);
            assertThat(run(server, List.of("q")).of("q").reason()).isEqualTo("malformed-answer");
            assertThat(server.requests).hasValue(3);
            Call<String, String> crash = run(server, List.of("crash")).of("crash");
            assertThat(crash.reason()).isEqualTo("malformed-answer");
            assertThat(crash.detail()).contains("not made for this");
        }
    }

    @Test
    void asksOnceWithTwiceTheTokensWhereTheAnswerIsCut() throws IOException {
        Function<Seen, Reply> script = seen -> seen.lastMessage().equals("endless")
                        || seen.body().path("max_tokens").asInt() == 64
                ? text("= cu", "length")
                : text("= whole");
        try (var server = ScriptedTeacherServer.start(script)) {
            Run run = run(server, List.of("long", "endless"));
            assertThat(run.of("long").output()).isEqualTo("whole");
            assertThat(run.of("endless").reason()).isEqualTo("truncated");
            assertThat(run.of("endless").detail()).isEqualTo("The answer was cut at 128 tokens");
            run(server, List.of("long", "endless"));
            assertThat(server.requests).hasValue(4);
        }
    }

    @Test
    void turnsEveryFaultIntoARejectWithItsCause() throws IOException {
        Map<String, Reply> script = new HashMap<>(Map.of(
                "limit", status(429, "{}"),
                "down", status(500, "{}"),
                "refused", status(400, "{}"),
                "reset", reset(),
                "filter", text("", "content_filter"),
                "empty", status(200, "{\"choices\":[]}"),
                "slow", text("= late").after(Duration.ofSeconds(30))));
        try (var server =
                ScriptedTeacherServer.start(seen -> script.getOrDefault(seen.lastMessage(), text("= fine")))) {
            List<String> inputs = new ArrayList<>(script.keySet());
            inputs.addAll(questions(50));
            Run run = run(Configs.chat(server.baseUrl(), null, 16, Duration.ofSeconds(1), 2), inputs);
            assertThat(run.calls).hasSize(inputs.size());
            Map<String, String> reasons = new HashMap<>();
            run.calls.stream().filter(Call::failed).forEach(call -> reasons.put(call.input(), call.reason()));
            assertThat(reasons)
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "limit", "rate-limited",
                            "down", "server-error",
                            "refused", "refused",
                            "reset", "connection",
                            "filter", "content-filter",
                            "empty", "malformed-response",
                            "slow", "timeout"));
            assertThat(run.usage.failed().values()).containsOnly(1L);
            assertThat(run.usage.failed().keySet()).containsExactlyInAnyOrderElementsOf(reasons.values());
        }
    }

    @Test
    void asksAgainInALaterRunWhatFailed() throws IOException {
        AtomicBoolean down = new AtomicBoolean(true);
        try (var server = ScriptedTeacherServer.start(seen -> down.get() ? status(400, "{}") : text("= up"))) {
            assertThat(run(server, List.of("q")).of("q").reason()).isEqualTo("refused");
            down.set(false);
            assertThat(run(server, List.of("q")).of("q").output()).isEqualTo("up");
        }
    }

    @Test
    void keepsTheAllowedNumberInFlight() throws IOException {
        try (var server = ScriptedTeacherServer.start(
                seen -> text("= " + seen.lastMessage()).after(Duration.ofMillis(30)))) {
            run(server, questions(200));
            assertThat(server.mostInFlight).hasValue(16);
        }
    }

    @Test
    void takesInputsOnlyAsCallsAreTaken() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        Iterator<String> inputs =
                questions(1000).stream().peek(any -> taken.incrementAndGet()).iterator();
        try (var server = ScriptedTeacherServer.start(seen -> text("= " + seen.lastMessage()))) {
            TeacherConfig config = Configs.chat(server.baseUrl(), null, 16, Duration.ofSeconds(5), 2);
            try (LedgerBucket ledger = bucket();
                    HttpTeacher teacher = open(config);
                    var calls = TeacherCalls.run(
                            inputs, new Echo(), teacher, ledger, config, () -> false, TeacherCounters.none())) {
                assertThat(taken).hasValue(0);
                for (int i = 1; i <= 100; i++) {
                    calls.next();
                    // a stream's iterator looks one element ahead
                    assertThat(taken.get()).isLessThanOrEqualTo(i + 17);
                }
            }
        }
    }

    @Test
    void endsWithinASecondWhenTheTaskIsKilledAndKeepsWhatWasPaid() throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        Function<Seen, Reply> script = seen ->
                seen.lastMessage().endsWith("7") ? text("= late").after(Duration.ofSeconds(30)) : text("= quick");
        try (var server = ScriptedTeacherServer.start(script)) {
            TeacherConfig config = Configs.chat(server.baseUrl(), null, 16, Duration.ofSeconds(60), 2);
            int done = 0;
            long start;
            try (LedgerBucket ledger = bucket();
                    HttpTeacher teacher = open(config);
                    var calls = TeacherCalls.run(
                            questions(20).iterator(),
                            new Echo(),
                            teacher,
                            ledger,
                            config,
                            killed::get,
                            TeacherCounters.none())) {
                for (; done < 18; done++) calls.next();
                Thread killer = new Thread(() -> killed.set(true));
                start = System.nanoTime();
                killer.start();
                assertThatThrownBy(calls::hasNext).isInstanceOf(CancellationException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(flushedKeys())
                    .contains(RequestKey.root(Configs.request("question 3")))
                    .doesNotContain(RequestKey.root(Configs.request("question 7")));
        }
    }

    @Test
    void paysAgainOnlyForWhatAKilledProcessHadNotFlushed() throws IOException {
        try (var server = ScriptedTeacherServer.start(seen -> text("= " + seen.lastMessage()))) {
            TeacherConfig config = Configs.chat(server.baseUrl(), null, 16, Duration.ofSeconds(5), 2);
            LedgerBucket abandoned = bucket();
            try (HttpTeacher teacher = open(config)) {
                // neither closed nor drained: as a process that is gone
                var calls = TeacherCalls.run(
                        questions(300).iterator(),
                        new Echo(),
                        teacher,
                        abandoned,
                        config,
                        () -> false,
                        TeacherCounters.none());
                for (int i = 0; i < 100; i++) calls.next();
                abandoned.flush();
                for (int i = 0; i < 100; i++) calls.next();
            }
            int flushed = flushedKeys().size();
            assertThat(flushed).isBetween(100, 116);
            int before = server.requests.get();
            Run resumed = run(server, questions(300));
            assertThat(resumed.calls).hasSize(300).noneMatch(Call::failed);
            assertThat(server.requests.get() - before).isEqualTo(300 - flushed);
        }
    }

    @Test
    void givesEveryInputOneCallUnderRandomFaults() throws IOException {
        Function<Seen, Reply> script =
                seen -> switch (new Random(seen.body().hashCode() * 31L + seen.times()).nextInt(10)) {
                    case 0 -> status(500, "{}");
                    case 1 -> reset();
                    case 2 -> status(429, "{}");
                    case 3 -> text("malformed");
                    default -> text("= " + seen.lastMessage());
                };
        try (var server = ScriptedTeacherServer.start(script)) {
            Run run = run(Configs.chat(server.baseUrl(), null, 64, Duration.ofSeconds(5), 3), questions(2000));
            assertThat(run.calls.stream().map(Call::input)).containsExactlyInAnyOrderElementsOf(questions(2000));
            long failed = run.usage.failed().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(run.calls.stream().filter(Call::failed).count())
                    .isEqualTo(failed)
                    .isLessThan(200);
        }
    }

    @Test
    void streamsTenThousandInputs() throws IOException {
        try (var server = ScriptedTeacherServer.startForgetful(seen -> text("= ok"))) {
            TeacherConfig config = Configs.chat(server.baseUrl(), null, 64, Duration.ofSeconds(30), 3);
            int count = 0;
            try (LedgerBucket ledger = bucket();
                    HttpTeacher teacher = open(config);
                    var calls = TeacherCalls.run(
                            questions(10_000).iterator(),
                            new Echo(),
                            teacher,
                            ledger,
                            config,
                            () -> false,
                            TeacherCounters.none())) {
                for (; calls.hasNext(); count++)
                    assertThat(calls.next().output()).isEqualTo("ok");
                assertThat(calls.usage().sent()).isEqualTo(10_000);
            }
            assertThat(count).isEqualTo(10_000);
            assertThat(server.requests).hasValue(10_000);
        }
    }
}
