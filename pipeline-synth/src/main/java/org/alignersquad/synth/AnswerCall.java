package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.alignersquad.core.ledger.LedgerRecord;
import org.alignersquad.core.task.AnsweredQuestion;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.task.CritiquedResponse;
import org.alignersquad.core.task.Question;
import org.alignersquad.core.teacher.Call;
import org.jspecify.annotations.Nullable;

/**
 * A question that was asked, with its answers as far as they are there; what a failed call should have given is null.
 *
 * @param given whether the response was there before
 * @param teacher the model that has answered, as the endpoint names it
 * @param createdAt when it answered, which may be an earlier run
 * @param earlierPromptTokens of the calls before this one, where each answer is a call of its own
 * @param earlierCompletionTokens likewise
 * @param promptTokens of this call
 * @param completionTokens of this call
 */
record AnswerCall(
        String id,
        String criterion,
        String questionType,
        String topic,
        String text,
        boolean given,
        @Nullable String initialResponse,
        @Nullable String critique,
        @Nullable String alignedResponse,
        @Nullable String teacher,
        String promptVersion,
        @Nullable Instant createdAt,
        long earlierPromptTokens,
        long earlierCompletionTokens,
        long promptTokens,
        long completionTokens,
        int attempts,
        boolean cached)
        implements Planned {
    /** @param first the ledger's record of the call's first answer; null where the call failed */
    static AnswerCall of(Call<PlannedAnswer, Answers> call, String promptVersion, @Nullable LedgerRecord first) {
        PlannedAnswer planned = call.input();
        Answers answers = call.output();
        return new AnswerCall(
                planned.id(),
                planned.criterion(),
                planned.questionType(),
                planned.topic(),
                planned.text(),
                planned.response() != null,
                answers == null ? null : answers.response(),
                answers == null ? null : answers.critique(),
                answers == null ? null : answers.alignedResponse(),
                first == null ? null : first.model(),
                promptVersion,
                first == null ? null : first.completedAt(),
                0,
                0,
                call.promptTokens(),
                call.completionTokens(),
                call.attempts(),
                call.cached());
    }

    /** The first of three calls. */
    static AnswerCall response(Call<PlannedAnswer, String> call, String promptVersion, @Nullable LedgerRecord first) {
        PlannedAnswer planned = call.input();
        return new AnswerCall(
                planned.id(),
                planned.criterion(),
                planned.questionType(),
                planned.topic(),
                planned.text(),
                false,
                call.output(),
                null,
                null,
                first == null ? null : first.model(),
                promptVersion,
                first == null ? null : first.completedAt(),
                0,
                0,
                call.promptTokens(),
                call.completionTokens(),
                call.attempts(),
                call.cached());
    }

    /** The second of three calls, about the first one's response. */
    static AnswerCall critique(Call<AnswerCall, String> call, @Nullable LedgerRecord first) {
        return call.input().continued(call, call.output(), null, first);
    }

    /** The last of three calls. */
    static AnswerCall revision(Call<AnswerCall, String> call, @Nullable LedgerRecord first) {
        return call.input().continued(call, call.input().critique(), call.output(), first);
    }

    private AnswerCall continued(
            Call<AnswerCall, String> call,
            @Nullable String newCritique,
            @Nullable String newAlignedResponse,
            @Nullable LedgerRecord first) {
        return new AnswerCall(
                id,
                criterion,
                questionType,
                topic,
                text,
                given,
                initialResponse,
                newCritique,
                newAlignedResponse,
                first == null ? teacher : first.model(),
                promptVersion,
                first == null ? createdAt : first.completedAt(),
                earlierPromptTokens + promptTokens,
                earlierCompletionTokens + completionTokens,
                call.promptTokens(),
                call.completionTokens(),
                call.attempts(),
                call.cached());
    }

    private Question question() {
        return new Question(id, questionType, topic, text);
    }

    /** @throws NullPointerException where there is no response yet */
    AnsweredQuestion answered() {
        return new AnsweredQuestion(question(), requireNonNull(initialResponse));
    }

    /** @throws NullPointerException where there is no critique yet */
    CritiquedResponse critiqued() {
        return new CritiquedResponse(question(), requireNonNull(initialResponse), requireNonNull(critique));
    }

    /** @throws NullPointerException where a call failed */
    Answers answers() {
        return new Answers(requireNonNull(initialResponse), requireNonNull(critique), requireNonNull(alignedResponse));
    }
}
