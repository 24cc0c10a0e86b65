package org.alignersquad.synth;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.task.QuestionLines;
import org.alignersquad.core.teacher.Call;
import org.jspecify.annotations.Nullable;

/** A call for questions that was made. {@code lines} is null where it failed. */
record QuestionCall(
        String id,
        String criterion,
        List<Hint> hints,
        @Nullable QuestionLines lines,
        long promptTokens,
        long completionTokens,
        int attempts,
        boolean cached)
        implements Serializable {
    static QuestionCall of(Call<PlannedQuestions, QuestionLines> call) {
        PlannedQuestions planned = call.input();
        return new QuestionCall(
                planned.id(),
                planned.criterion(),
                planned.hints(),
                call.output(),
                call.promptTokens(),
                call.completionTokens(),
                call.attempts(),
                call.cached());
    }
}
