package org.alignersquad.core.teacher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One input on its way to an output: the attempt that is asked now, and what was read so far. Every attempt follows from
 * the answers before it, so a run that finds them in the ledger goes the same way. Not safe for use by many threads.
 */
final class CallChain<I, O> {
    private static final Logger log = LoggerFactory.getLogger(CallChain.class);
    /** Enough of a bad answer for the teacher to see its fault; the rest would only cost. */
    private static final int ECHO_CHARACTERS = 4000;

    private final I input;
    private final GenerationTask<I, O> task;
    private final int mostRepairs;
    private final @Nullable Integer longestAnswer;
    private final String rootKey;

    private TeacherRequest request;
    private String attempt = RequestKey.FIRST;
    private String key;
    private int repairs;
    private int longer;
    private int attempts;
    private String text = "";
    private int promptTokens;
    private int completionTokens;
    private boolean cached = true;

    CallChain(I input, GenerationTask<I, O> task, TeacherConfig config) {
        this.input = input;
        this.task = task;
        this.mostRepairs = config.repairs();
        this.longestAnswer = config.longestAnswer();
        this.request = task.request(input);
        this.rootKey = RequestKey.root(request);
        this.key = rootKey;
    }

    TeacherRequest request() {
        return request;
    }

    String attempt() {
        return attempt;
    }

    String key() {
        return key;
    }

    String rootKey() {
        return rootKey;
    }

    /** Takes the answer to the current attempt. Gives the finished call, or null where there is now another attempt. */
    @Nullable Call<I, O> read(TeacherAnswer answer) {
        attempts++;
        text = answer.text();
        promptTokens += answer.promptTokens();
        completionTokens += answer.completionTokens();
        cached &= answer.cached();
        return switch (answer.finishReason()) {
            case "length" -> longerOrTruncated();
            case "content_filter" ->
                failed(TeacherFailure.Kind.CONTENT_FILTER.reason(), "The endpoint withheld the answer");
            default -> parsed();
        };
    }

    Call<I, O> failed(TeacherFailure failure) {
        cached = false;
        return failed(failure.kind().reason(), String.valueOf(failure.getMessage()));
    }

    private @Nullable Call<I, O> longerOrTruncated() {
        int tokens = request.sampling().maxTokens();
        int more = moreThan(tokens);
        if (more <= tokens) {
            return failed(TeacherFailure.Kind.TRUNCATED.reason(), "The answer was cut at " + tokens + " tokens");
        }
        longer++;
        String next = longer == 1 ? "longer" : "longer-" + longer;
        moveTo(next, request.messages(), request.sampling().withMaxTokens(more));
        return null;
    }

    /** Twice the tokens, once or up to the recipe's cap. */
    private int moreThan(int tokens) {
        long doubled = Math.min(Integer.MAX_VALUE, 2L * tokens);
        if (longestAnswer == null) return longer == 0 ? (int) doubled : tokens;
        return (int) Math.min(longestAnswer, doubled);
    }

    private @Nullable Call<I, O> parsed() {
        try {
            O output = task.parse(input, text);
            return new Call<>(input, rootKey, output, null, "", text, promptTokens, completionTokens, cached, attempts);
        } catch (MalformedAnswerException e) {
            return repairOrMalformed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // a parser that meets a text it was not made for costs that row, not the job
            log.warn("Cannot parse the answer to request {}", rootKey, e);
            return failed(Call.MALFORMED_ANSWER, "The parser failed: " + e);
        }
    }

    private @Nullable Call<I, O> repairOrMalformed(String fault) {
        if (repairs == mostRepairs) return failed(Call.MALFORMED_ANSWER, fault);
        repairs++;
        List<Message> messages = new ArrayList<>(request.messages());
        // some endpoints decline an empty message
        if (!text.isBlank())
            messages.add(Message.assistant(text.substring(0, Math.min(text.length(), ECHO_CHARACTERS))));
        messages.add(Message.user("That answer does not have the form that was asked for: " + fault
                + "\nGive the whole answer again, in exactly that form and with nothing else."));
        moveTo("repair-" + repairs, messages, request.sampling());
        return null;
    }

    private void moveTo(String nextAttempt, List<Message> messages, Sampling sampling) {
        request = new TeacherRequest(request.model(), request.kind(), messages, sampling);
        attempt = nextAttempt;
        key = RequestKey.of(request, nextAttempt);
    }

    private Call<I, O> failed(String reason, String detail) {
        return new Call<>(input, rootKey, null, reason, detail, text, promptTokens, completionTokens, cached, attempts);
    }
}
