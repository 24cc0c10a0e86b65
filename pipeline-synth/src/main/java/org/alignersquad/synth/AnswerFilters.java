package org.alignersquad.synth;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.alignersquad.core.criteria.Filters;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.text.Words;
import org.alignersquad.core.triple.RejectReason;
import org.jspecify.annotations.Nullable;

/** Which answers make a triple; the first filter that finds something decides. */
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

    private static final int REPETITION_WORDS = 4;

    // how teachers say that they have nothing to mend; other languages are not recognised
    private static final Pattern NOTHING_WRONG = Pattern.compile(
            "\\b(?:nothing (?:is |that is |to be )?(?:wrong|mend(?:ed)?|fix(?:ed)?|correct(?:ed)?|improve)"
                    + "|nothing to (?:mend|fix|correct|improve|change)|(?:no|without) (?:faults?|problems?|issues?|errors?)"
                    + "|already (?:fully )?(?:aligned|correct|good))\\b");

    // length comes first: it bounds the work of the others
    private static final List<Filter> FILTERS = List.of(
            both(
                    RejectReason.TOO_LONG,
                    (w, t, f) -> TextChecks.longer(w, t, f.criterion().maxResponseChars())),
            both(RejectReason.EMPTY, (w, t, f) -> t.isBlank() ? w + " is empty" : null),
            both(
                    RejectReason.NONE,
                    (w, t, f) -> TextChecks.equalsOneOf(w, t, f.criterion().emptyAnswers())),
            both(
                    RejectReason.TOO_SHORT,
                    (w, t, f) -> TextChecks.fewerWords(w, t, f.criterion().minResponseWords())),
            both(
                    RejectReason.LEAKED_PROMPT,
                    (w, t, f) -> TextChecks.contains(w, t, f.criterion().leakedWords())),
            both(
                    RejectReason.REFUSAL,
                    (w, t, f) -> TextChecks.startsWith(w, t, f.criterion().refusals())),
            both(RejectReason.MARKUP, (w, t, f) -> TextChecks.markup(w, t)),
            both(RejectReason.REPETITION, AnswerFilters::repetition),
            new Filter(RejectReason.CONTRADICTING_CRITIQUE, (a, f) -> contradiction(a)));

    private AnswerFilters() {}

    static @Nullable Finding find(Answers answers, Limits limits) {
        for (Filter filter : FILTERS) {
            String found = filter.test().finds(answers, limits);
            if (found != null) return new Finding(filter.reason(), found);
        }
        return null;
    }

    private static Filter both(RejectReason reason, Check check) {
        return new Filter(reason, (answers, limits) -> {
            String found = check.finds("The response", answers.response(), limits);
            return found != null ? found : check.finds("The aligned response", answers.alignedResponse(), limits);
        });
    }

    private static @Nullable String repetition(String what, String text, Limits limits) {
        double share = Words.repetition(text, REPETITION_WORDS);
        double most = limits.all().maxRepetition();
        if (share <= most) return null;
        return String.format(
                Locale.ROOT, "%s repeats %.2f of its four-word sequences, expected at most %s", what, share, most);
    }

    private static @Nullable String contradiction(Answers answers) {
        boolean saysNothingWrong = NOTHING_WRONG
                .matcher(answers.critique().toLowerCase(Locale.ROOT))
                .find();
        boolean unchanged = answers.response().equals(answers.alignedResponse());
        if (saysNothingWrong == unchanged) return null;
        return saysNothingWrong
                ? "The critique finds nothing wrong, yet the aligned response differs"
                : "The critique finds a fault, yet the aligned response is the response";
    }
}
