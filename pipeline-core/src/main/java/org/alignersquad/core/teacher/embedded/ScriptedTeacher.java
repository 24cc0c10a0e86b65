package org.alignersquad.core.teacher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.alignersquad.core.teacher.embedded.ChatProtocol.Asked;
import org.alignersquad.core.teacher.embedded.ChatProtocol.BadRequestException;
import org.alignersquad.core.teacher.embedded.ChatProtocol.Form;
import org.alignersquad.core.text.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said to each request, by the embedded teacher and a fault script; counts both. Thread-safe, knows no network. */
final class ScriptedTeacher {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptedTeacher.class);
    private static final int CHARS_PER_TOKEN = 4;

    private final EmbeddedTeacher teacher = new EmbeddedTeacher();
    private final FaultScript script;
    private final RequestDraw draw;
    private final ServerLimits limits;
    private final long start = System.nanoTime();
    private final ServerCounters counters = new ServerCounters();
    private final AtomicLong ids = new AtomicLong();

    ScriptedTeacher(FaultScript script) {
        this.script = script;
        this.draw = new RequestDraw(script);
        this.limits = new ServerLimits(script, start);
    }

    ServerCounters counters() {
        return counters;
    }

    /**
     * @param counted whether the request is one to the teacher; then {@link #left} is called once it has its response
     * @param proper null where the response is no proper answer
     */
    record Reply(
            ScriptedResponse response,
            long latencyNanos,
            boolean counted,
            @Nullable ProperAnswer proper) {
        static Reply atOnce(ScriptedResponse response) {
            return new Reply(response, 0, false, null);
        }
    }

    /** @param body hash of the request's body */
    record ProperAnswer(EmbeddedTask task, long body, Completion completion) {}

    private record Said(ScriptedResponse response, @Nullable ProperAnswer proper) {
        static Said error(int status, String type, String message) {
            return new Said(ScriptedResponse.error(status, type, message), null);
        }
    }

    Reply reply(String method, String uri, byte[] body, @Nullable String authorization) {
        int query = uri.indexOf('?');
        return switch (query < 0 ? uri : uri.substring(0, query)) {
            case "/v1/models" -> Reply.atOnce(ScriptedResponse.of(200, ChatProtocol.models()));
            case "/teacher/counters" ->
                Reply.atOnce(ScriptedResponse.of(
                        200, Json.pretty(counters.snapshot()).getBytes(UTF_8)));
            case "/v1/chat/completions" -> reply(Form.CHAT, method, body, authorization);
            case "/v1/completions" -> reply(Form.COMPLETIONS, method, body, authorization);
            default -> Reply.atOnce(ScriptedResponse.error(404, "invalid_request_error", "Nothing is here"));
        };
    }

    private Reply reply(Form form, String method, byte[] body, @Nullable String authorization) {
        if (!method.equals("POST")) {
            return Reply.atOnce(ScriptedResponse.error(405, "invalid_request_error", "Only POST is answered here"));
        }
        RequestDraw.Drawn drawn = draw.next(body);
        counters.arrived(second(), authorization, drawn.arrival() > 1);
        Said said = response(form, body, drawn);
        return new Reply(said.response(), drawn.latencyNanos(), true, said.proper());
    }

    private long second() {
        return sinceStart().toSeconds();
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The response to a counted request is on its way, or its connection has gone: status 0, and nobody has an answer. */
    void left(Reply reply, int status) {
        counters.left();
        counters.responded(second(), status);
        @Nullable ProperAnswer proper = reply.proper();
        if (status != 0 && proper != null) counters.answered(proper.task(), proper.body(), proper.completion());
    }

    private Said response(Form form, byte[] body, RequestDraw.Drawn drawn) {
        try {
            return response(form, form.read(body), body.length, drawn);
        } catch (BadRequestException e) {
            return Said.error(400, "invalid_request_error", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("The embedded teacher failed on a request of {} bytes", body.length, e);
            return Said.error(500, "server_error", e.getClass().getSimpleName());
        }
    }

    private Said response(Form form, Asked asked, int bytes, RequestDraw.Drawn drawn) {
        @Nullable Fault fault = fault(drawn);
        int tokens = bytes / CHARS_PER_TOKEN + asked.sampling().maxTokens();
        if (fault == null && !limits.grants(tokens, System.nanoTime())) {
            fault = Fault.of(FaultKind.RATE_LIMITED, script.retryAfter());
        }
        Completion completion = teacher.complete(asked.messages(), asked.sampling());
        var proper = new ScriptedResponse.Proper(form, completion, ids.incrementAndGet());
        if (fault != null) {
            counters.faulted(fault.kind());
            return new Said(ScriptedResponse.of(fault, proper), null);
        }
        EmbeddedTask task = EmbeddedTask.of(PromptText.of(asked.messages()));
        return new Said(ScriptedResponse.of(200, proper.body()), new ProperAnswer(task, drawn.body(), completion));
    }

    /** An outage goes before what was drawn. */
    private @Nullable Fault fault(RequestDraw.Drawn drawn) {
        @Nullable Outage outage = script.outage(sinceStart());
        return outage == null ? drawn.fault() : Fault.of(outage.kind(), null);
    }
}
