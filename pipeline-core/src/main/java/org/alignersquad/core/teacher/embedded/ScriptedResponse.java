package org.alignersquad.core.teacher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the wire.
 *
 * @param status 0 where there is no response
 * @param retryAfter null for no such header
 * @param pieces in which the body is sent
 * @param pause between two pieces
 * @param end what becomes of the connection
 */
record ScriptedResponse(int status, byte[] body, @Nullable Duration retryAfter, int pieces, Duration pause, End end) {
    private static final int DRIP_PIECES = 20;
    private static final int HUGE_CHARACTERS = 10 << 20;

    enum End {
        KEPT,
        RESET,
        HANGING
    }

    static ScriptedResponse of(int status, byte[] body) {
        return new ScriptedResponse(status, body, null, 1, Duration.ZERO, End.KEPT);
    }

    static ScriptedResponse error(int status, String type, String message) {
        return of(status, ChatProtocol.error(type, message));
    }

    static ScriptedResponse rateLimited(@Nullable Duration retryAfter) {
        return error(429, "rate_limit_exceeded", "Too many requests").after(retryAfter);
    }

    private static ScriptedResponse broken(End end) {
        return new ScriptedResponse(0, new byte[0], null, 1, Duration.ZERO, end);
    }

    private ScriptedResponse after(@Nullable Duration retry) {
        return new ScriptedResponse(status, body, retry, pieces, pause, end);
    }

    private ScriptedResponse dripping(Duration between) {
        return new ScriptedResponse(status, body, retryAfter, DRIP_PIECES, between, end);
    }

    /** A completion on its way into a body. */
    record Proper(ChatProtocol.Form form, Completion completion, long id) {
        byte[] body() {
            return bodyWith(completion.text());
        }

        private byte[] bodyWith(@Nullable String text) {
            return ChatProtocol.answer(form, completion, text, id);
        }

        private byte[] bodyWithoutChoices() {
            return ChatProtocol.answerWithoutChoices(form, completion, id);
        }

        private Proper cut() {
            String half = completion.text().substring(0, completion.text().length() / 2);
            int tokens = completion.completionTokens() / 2;
            return new Proper(form, new Completion(half, "length", completion.promptTokens(), tokens), id);
        }
    }

    /** The fault in place of, or done to, the proper answer. */
    static ScriptedResponse of(Fault fault, Proper proper) {
        return switch (fault.kind()) {
            case RATE_LIMITED -> rateLimited(fault.retryAfter());
            case SERVER_ERROR -> error(500, "server_error", "The server had an error");
            case UNAVAILABLE ->
                error(503, "overloaded", "The server is overloaded").after(fault.retryAfter());
            case RESET -> broken(End.RESET);
            case HANG -> broken(End.HANGING);
            case SLOW_DRIP -> of(200, proper.body()).dripping(fault.pauseOrDefault());
            case TRUNCATED_JSON -> of(200, firstHalf(proper.body()));
            case WRONG_CONTENT -> of(200, proper.bodyWith("I would rather talk about the weather."));
            case EMPTY_CHOICES -> of(200, proper.bodyWithoutChoices());
            case EMPTY_TEXT -> of(200, proper.bodyWith(null));
            case CUT_AT_LENGTH -> of(200, proper.cut().body());
            case INVALID_UTF8 -> of(200, spoilt(proper));
            case HUGE_BODY -> of(200, proper.bodyWith("long ".repeat(HUGE_CHARACTERS / 5)));
        };
    }

    private static byte[] firstHalf(byte[] body) {
        return Arrays.copyOf(body, body.length / 2);
    }

    /** The text begins with bytes that no UTF-8 has. */
    private static byte[] spoilt(Proper proper) {
        String body = new String(proper.bodyWith(""), UTF_8);
        int at = body.indexOf(proper.form().textStart())
                + proper.form().textStart().length();
        byte[] whole = proper.bodyWith("???" + proper.completion().text());
        Arrays.fill(whole, at, at + 3, (byte) 0xff);
        return whole;
    }
}
