package org.alignersquad.align.evaluate;

import org.alignersquad.core.task.Verdict;
import org.alignersquad.core.teacher.Call;
import org.jspecify.annotations.Nullable;

/**
 * What the judge said about a comparison; a row of stage {@code judgements}.
 *
 * @param verdict as it was given, A being the response shown first; null where the judge gave none
 * @param prefers what the verdict means
 * @param cached whether nothing was sent for it
 */
record Judgement(
        String rowId,
        String criterion,
        @Nullable String questionType,
        boolean accepted,
        ShownFirst first,
        @Nullable Verdict verdict,
        @Nullable Preference prefers,
        double logLengthRatio,
        int promptTokens,
        int completionTokens,
        boolean cached) {

    static Judgement of(Call<Comparison, Verdict> call) {
        Comparison asked = call.input();
        Verdict verdict = call.output();
        return new Judgement(
                asked.rowId(),
                asked.criterion(),
                asked.questionType(),
                asked.accepted(),
                asked.first(),
                verdict,
                verdict == null ? null : Preference.of(verdict, asked.first()),
                asked.logLengthRatio(),
                call.promptTokens(),
                call.completionTokens(),
                call.cached());
    }
}
