package org.alignersquad.synth;

import java.util.List;
import java.util.Locale;
import org.alignersquad.core.criteria.Filters;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.text.Words;
import org.alignersquad.core.triple.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * Which answers make a triple; the first filter that finds something decides. A response that was there before is data
 * and not the teacher's work: of it only is asked that models can be trained on it.
 */
final class AnswerFilters {
    /** One filter: what it finds wrong with the answers, or null. */
    private record Filter(RejectReason reason, Test test) {}

    @FunctionalInterface
    private interface Test {
        @Nullable String finds(Answers answers, Limits limits);
    }

    /** The criterion's limits and those of the recipe. */
    record Limits(Filters criterion, FiltersConfig all) {}

    /** A check of one of the two responses. */
    @FunctionalInterface
    private interface Check {
        @Nullable String finds(String what, String text, Limits limits);
    }

    /** A filter of either response. */
    private record TextFilter(RejectReason reason, Check check) {}

    private static final String RESPONSE = "The response";
    private static final String ALIGNED = "The aligned response";

    // what of a text would break training, whoever wrote it; length comes first: it bounds the work of the others
    private static final List<Filter> OF_RESPONSES_GIVEN = List.of(
            first(
                    RejectReason.TOO_LONG,
                    (w, t, f) -> TextChecks.longer(w, t, f.criterion().maxResponseChars())),
            first(RejectReason.EMPTY, (w, t, f) -> t.isBlank() ? w + " is empty" : null),
            first(RejectReason.MARKUP, (w, t, f) -> TextChecks.controlToken(w, t)));

    private static final List<TextFilter> QUALITY = List.of(
            new TextFilter(
                    RejectReason.TOO_LONG,
                    (w, t, f) -> TextChecks.longer(w, t, f.criterion().maxResponseChars())),
            new TextFilter(RejectReason.EMPTY, (w, t, f) -> t.isBlank() ? w + " is empty" : null),
            new TextFilter(
                    RejectReason.NONE,
                    (w, t, f) -> TextChecks.equalsOneOf(w, t, f.criterion().emptyAnswers())),
            new TextFilter(
                    RejectReason.TOO_SHORT,
                    (w, t, f) -> TextChecks.fewerWords(w, t, f.criterion().minResponseWords())),
            new TextFilter(
                    RejectReason.LEAKED_PROMPT,
                    (w, t, f) -> TextChecks.leaked(w, t, f.criterion().leakedWords())),
            new TextFilter(
                    RejectReason.REFUSAL,
                    (w, t, f) -> TextChecks.startsWith(w, t, f.criterion().refusals())),
            new TextFilter(RejectReason.MARKUP, (w, t, f) -> TextChecks.markup(w, t)),
            new TextFilter(RejectReason.REPETITION, AnswerFilters::repetition),
            new TextFilter(RejectReason.WRONG_LANGUAGE, AnswerFilters::language));

    // what can be told only from both
    private static final List<Filter> OF_BOTH = List.of(
            new Filter(RejectReason.TRUNCATED, (a, f) -> Revision.truncated(a)),
            new Filter(RejectReason.CONTRADICTING_CRITIQUE, (a, f) -> Revision.contradiction(a)),
            new Filter(RejectReason.UNCHANGED, (a, f) -> Revision.hardlyChanged(a)));

    private AnswerFilters() {}

    /** For answers that a teacher wrote altogether. */
    static @Nullable Finding find(Answers answers, Limits limits) {
        for (TextFilter filter : QUALITY) {
            Finding found = found(both(filter), answers, limits);
            if (found != null) return found;
        }
        return first(OF_BOTH, answers, limits);
    }

    /** For a response that was there before, with the teacher's critique and aligned response. */
    static @Nullable Finding findRevised(Answers answers, Limits limits) {
        Finding given = first(OF_RESPONSES_GIVEN, answers, limits);
        if (given != null) return given;
        // a teacher that leaves a text as it was is not to blame for it
        if (answers.response().equals(answers.alignedResponse())) return first(OF_BOTH, answers, limits);
        for (TextFilter filter : QUALITY) {
            Finding found = found(revised(filter), answers, limits);
            if (found != null) return found;
        }
        return first(OF_BOTH, answers, limits);
    }

    private static @Nullable Finding first(List<Filter> filters, Answers answers, Limits limits) {
        for (Filter filter : filters) {
            Finding found = found(filter, answers, limits);
            if (found != null) return found;
        }
        return null;
    }

    private static @Nullable Finding found(Filter filter, Answers answers, Limits limits) {
        String found = filter.test().finds(answers, limits);
        return found == null ? null : new Finding(filter.reason(), found);
    }

    private static Filter first(RejectReason reason, Check check) {
        return new Filter(reason, (answers, limits) -> check.finds(RESPONSE, answers.response(), limits));
    }

    /** The fault is the teacher's only where the response that it was given has it not. */
    private static Filter revised(TextFilter filter) {
        Check check = filter.check();
        return new Filter(filter.reason(), (answers, limits) -> {
            String found = check.finds(ALIGNED, answers.alignedResponse(), limits);
            return found == null || check.finds(RESPONSE, answers.response(), limits) != null ? null : found;
        });
    }

    private static Filter both(TextFilter filter) {
        Check check = filter.check();
        return new Filter(filter.reason(), (answers, limits) -> {
            String found = check.finds(RESPONSE, answers.response(), limits);
            return found != null ? found : check.finds(ALIGNED, answers.alignedResponse(), limits);
        });
    }

    private static @Nullable String repetition(String what, String text, Limits limits) {
        double share = Words.repetition(text, Words.REPETITION_WORDS);
        double most = limits.all().maxRepetition();
        if (share <= most) return null;
        return String.format(
                Locale.ROOT, "%s repeats %.2f of its four-word sequences, expected at most %s", what, share, most);
    }

    private static @Nullable String language(String what, String text, Limits limits) {
        return TextChecks.foreign(what, text, limits.all().languages());
    }
}
