package org.alignersquad.synth;

import java.util.Locale;
import java.util.regex.Pattern;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.text.Words;
import org.jspecify.annotations.Nullable;

/** Checks of an aligned response against its response and critique; each gives what it found, in words, or null. */
final class Revision {
    // how teachers say that they have nothing to mend, in English; other languages are not recognised
    private static final Pattern NOTHING_WRONG = Pattern.compile(
            "\\b(?:nothing (?:is |that is |to be |at all )?(?:wrong|mend(?:ed)?|fix(?:ed)?|correct(?:ed)?|improve|problematic)"
                    + "|nothing to (?:mend|fix|correct|improve|change)"
                    + "|(?:there (?:is|are)|has|have|contains?|with|shows?|find|see) no (?:faults?|problems?|issues?|errors?|mistakes?)"
                    + "|no (?:changes?|corrections?|improvements?) (?:is |are )?(?:needed|necessary|required)"
                    + "|already (?:fully )?(?:aligned|correct|good|fine)|without (?:any )?(?:faults?|errors?|issues?))\\b");

    private static final Pattern EXCEPTION = Pattern.compile(
            "\\b(?:but|however|although|though|yet|except|apart from|besides|other than|while|still)\\b");

    // how they say that something is wrong; praise may have none of these and still be praise
    private static final Pattern FAULT = Pattern.compile(
            "\\b(?:not|n't|never|no|nor|without|lacks?|lacking|missing|omits?|leaves out|fails?|ignores?|breaks?|violates?"
                    + "|contradicts?|claims|insults?|insulting|rude|impolite|unfair|biased|harmful|unsafe|dangerous|illegal"
                    + "|wrong|incorrect|inaccurate|false|untrue|misleading|invented|vague|unhelpful|incomplete|irrelevant"
                    + "|should|could|must|needs?|too|only|instead|fault|error|mistake|problem)\\b|n't\\b");

    private static final Pattern PRAISE =
            Pattern.compile("\\b(?:accurate|correct|clear|polite|helpful|useful|good|great|fine|fair"
                    + "|safe|kind|respectful|complete|appropriate|sound|well|honest|positive)\\b");

    private static final Pattern OPEN_END = Pattern.compile("[,;:(\\[{–—-]$");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?…。？！।][\"'”’»)\\]*_`]*$");
    // a list's last entry needs no full stop, nor does code or an address
    private static final Pattern OTHER_END =
            Pattern.compile("^\\s*(?:[-*•#>|]|\\d{1,3}[.)]|```|[A-Za-z0-9]{1,3}[.)])|://|[}>|\\]]$");
    private static final int FEWEST_WORDS = 8;

    private Revision() {}

    /** An aligned response that stops where no text ends, though the response was whole. */
    static @Nullable String truncated(Answers answers) {
        String aligned = answers.alignedResponse().strip();
        String response = answers.response().strip();
        if (aligned.equals(response) || !SENTENCE_END.matcher(response).find()) return null;
        if (OPEN_END.matcher(aligned).find()) return "The aligned response ends in the middle: " + tail(aligned);
        String lastLine = aligned.substring(aligned.lastIndexOf('\n') + 1);
        boolean ended = SENTENCE_END.matcher(aligned).find()
                || OTHER_END.matcher(lastLine).find()
                || Words.of(lastLine).size() < FEWEST_WORDS;
        return ended ? null : "The aligned response ends without a full stop, as the response does: " + tail(aligned);
    }

    private static String tail(String text) {
        return text.length() <= 40 ? text : "…" + text.substring(text.length() - 40);
    }

    /** A critique that says that nothing is wrong where something was changed, or the other way round. */
    static @Nullable String contradiction(Answers answers) {
        String critique = answers.critique().toLowerCase(Locale.ROOT).replace('’', '\'');
        boolean unchanged = answers.response().equals(answers.alignedResponse());
        boolean exception = EXCEPTION.matcher(critique).find();
        boolean nothingWrong = NOTHING_WRONG.matcher(critique).find() && !exception;
        if (nothingWrong && !unchanged) return "The critique finds nothing wrong, yet the aligned response differs";
        // "clear, with no needless words" is praise: only words of blame alone are blame
        boolean fault = !nothingWrong
                && FAULT.matcher(critique).find()
                && (exception || !PRAISE.matcher(critique).find());
        if (fault && unchanged) return "The critique finds a fault, yet the aligned response is the response";
        return null;
    }

    /** A change of spaces and punctuation only, from which nothing can be learned. */
    static @Nullable String hardlyChanged(Answers answers) {
        String response = letters(answers.response());
        if (answers.response().equals(answers.alignedResponse())) return null;
        return response.equals(letters(answers.alignedResponse())) && !response.isEmpty()
                ? "The aligned response differs only in spaces and punctuation"
                : null;
    }

    private static String letters(String text) {
        return text.replaceAll("[\\s\\p{Z}\\p{P}]+", "");
    }
}
