package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import org.alignersquad.core.ledger.LedgerRecord;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.teacher.Call;
import org.jspecify.annotations.Nullable;

/**
 * A question that was asked, with its answers; these are null where the call failed.
 *
 * @param given whether the response was there before
 * @param teacher the model that has answered, as the endpoint names it
 * @param createdAt when it answered, which may be an earlier run
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
        long promptTokens,
        long completionTokens,
        int attempts,
        boolean cached)
        implements Serializable {
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
                call.promptTokens(),
                call.completionTokens(),
                call.attempts(),
                call.cached());
    }

    /** @throws NullPointerException where the call failed */
    Answers answers() {
        return new Answers(requireNonNull(initialResponse), requireNonNull(critique), requireNonNull(alignedResponse));
    }
}
