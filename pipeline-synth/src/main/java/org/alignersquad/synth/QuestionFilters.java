package org.alignersquad.synth;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.criteria.Filters;
import org.alignersquad.core.triple.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * Which questions are worth an answer; the first filter that finds something decides. People's questions are not held
 * to what betrays a teacher: they may quote code, and write "question:" where they like.
 */
final class QuestionFilters {
    /** One filter: what it finds wrong with a question, or null. */
    private record Filter(RejectReason reason, Test test) {}

    /** The criterion's limits and those of the recipe. */
    record Limits(Filters criterion, FiltersConfig all) implements Serializable {}

    @FunctionalInterface
    private interface Test {
        @Nullable String finds(String question, Limits limits);
    }

    private static final String WHAT = "The question";

    // length comes first: it bounds the work of the others
    private static final List<Filter> OF_ALL = List.of(
            new Filter(
                    RejectReason.TOO_LONG,
                    (q, f) -> TextChecks.longer(WHAT, q, f.criterion().maxQuestionChars())),
            new Filter(
                    RejectReason.TOO_SHORT,
                    (q, f) -> TextChecks.fewerWords(WHAT, q, f.criterion().minQuestionWords())),
            new Filter(RejectReason.MARKUP, (q, f) -> TextChecks.controlToken(WHAT, q)),
            new Filter(
                    RejectReason.BANNED_WORD,
                    (q, f) -> TextChecks.containsWord(WHAT, q, f.criterion().bannedQuestionWords())),
            new Filter(
                    RejectReason.WRONG_LANGUAGE,
                    (q, f) -> TextChecks.foreign(WHAT, q, f.all().languages())));

    private static final List<Filter> OF_TEACHERS = List.of(
            new Filter(
                    RejectReason.LEAKED_PROMPT,
                    (q, f) -> TextChecks.leaked(WHAT, q, f.criterion().leakedWords())),
            new Filter(RejectReason.MARKUP, (q, f) -> TextChecks.markup(WHAT, q)));

    private QuestionFilters() {}

    /** For a question out of a corpus. */
    static @Nullable Finding find(String question, Limits limits) {
        return first(OF_ALL, question, limits);
    }

    /** For a question that a teacher wrote. */
    static @Nullable Finding findWritten(String question, Limits limits) {
        Finding found = find(question, limits);
        return found != null ? found : first(OF_TEACHERS, question, limits);
    }

    private static @Nullable Finding first(List<Filter> filters, String question, Limits limits) {
        for (Filter filter : filters) {
            String found = filter.test().finds(question, limits);
            if (found != null) return new Finding(filter.reason(), found);
        }
        return null;
    }
}
