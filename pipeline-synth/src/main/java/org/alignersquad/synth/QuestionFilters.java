package org.alignersquad.synth;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.criteria.Filters;
import org.alignersquad.core.triple.RejectReason;
import org.jspecify.annotations.Nullable;

/** Which questions are worth an answer; the first filter that finds something decides. */
final class QuestionFilters {
    /** One filter: what it finds wrong with a question, or null. */
    private record Filter(RejectReason reason, Test test) {}

    @FunctionalInterface
    private interface Test extends Serializable {
        @Nullable String finds(String question, Filters limits);
    }

    private static final String WHAT = "The question";

    // length comes first: it bounds the work of the others
    private static final List<Filter> FILTERS = List.of(
            new Filter(RejectReason.TOO_LONG, (q, f) -> TextChecks.longer(WHAT, q, f.maxQuestionChars())),
            new Filter(RejectReason.TOO_SHORT, (q, f) -> TextChecks.fewerWords(WHAT, q, f.minQuestionWords())),
            new Filter(RejectReason.LEAKED_PROMPT, (q, f) -> TextChecks.contains(WHAT, q, f.leakedWords())),
            new Filter(RejectReason.MARKUP, (q, f) -> TextChecks.markup(WHAT, q)),
            new Filter(RejectReason.BANNED_WORD, (q, f) -> TextChecks.containsWord(WHAT, q, f.bannedQuestionWords())));

    private QuestionFilters() {}

    static @Nullable Finding find(String question, Filters limits) {
        for (Filter filter : FILTERS) {
            String found = filter.test().finds(question, limits);
            if (found != null) return new Finding(filter.reason(), found);
        }
        return null;
    }
}
