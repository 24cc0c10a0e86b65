package org.alignersquad.synth;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.text.Words;
import org.jspecify.annotations.Nullable;

/** Checks of one text; each gives what it found, in words, or null. */
final class TextChecks {
    // chat models' control tokens, and the special tokens of our own checkpoints
    private static final String CONTROL = "<\\|[^|]{1,40}\\|>|\\[(?:init|aligned|done|sep)]|</?s>";
    private static final Pattern CONTROL_TOKEN = Pattern.compile(CONTROL, Pattern.CASE_INSENSITIVE);
    private static final Pattern MARKUP =
            Pattern.compile("</?[a-z][^<>]{0,200}>|```|" + CONTROL, Pattern.CASE_INSENSITIVE);
    // bold, headings and list marks may stand before a label, and it may follow a sentence on the same line
    private static final String LABEL_START = "(?m)(?:^[\\s*#>-]*|[.!?][\"'”’]?\\s+\\**)";

    private TextChecks() {}

    static @Nullable String fewerWords(String what, String text, int least) {
        int words = Words.of(text).size();
        return words >= least ? null : what + " has " + words + " words, expected at least " + least;
    }

    static @Nullable String longer(String what, String text, int most) {
        return text.length() <= most ? null : what + " has " + text.length() + " characters, expected at most " + most;
    }

    /**
     * Labels of a prompt where a label stands: at the start of a line or a sentence. Within a sentence they are words.
     *
     * @param labels in lower case
     */
    static @Nullable String leaked(String what, String text, List<String> labels) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String label : labels) {
            if (!lower.contains(label)) continue;
            boolean atStart = Pattern.compile(LABEL_START + Pattern.quote(label))
                    .matcher(lower)
                    .find();
            if (atStart) return what + " contains the prompt's label: " + label;
        }
        return null;
    }

    static @Nullable String controlToken(String what, String text) {
        Matcher found = CONTROL_TOKEN.matcher(text);
        return found.find() ? what + " contains a control token: " + found.group() : null;
    }

    /** @param languages ISO 639-1 codes; null for any */
    static @Nullable String foreign(String what, String text, @Nullable List<String> languages) {
        String foreign = languages == null ? null : Languages.foreign(text, languages);
        return foreign == null ? null : what + " is in " + foreign + ", expected one of " + languages;
    }

    /** @param openings in lower case */
    static @Nullable String startsWith(String what, String text, List<String> openings) {
        String lower = text.strip().toLowerCase(Locale.ROOT).replace('’', '\'');
        for (String opening : openings) {
            if (lower.startsWith(opening)) return what + " starts with: " + opening;
        }
        return null;
    }

    /** @param wholes in lower case */
    static @Nullable String equalsOneOf(String what, String text, List<String> wholes) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return wholes.contains(lower) ? what + " is only: " + lower : null;
    }

    /** @param words in lower case */
    static @Nullable String containsWord(String what, String text, List<String> words) {
        for (String word : Words.of(text)) {
            if (words.contains(word)) return what + " contains the word: " + word;
        }
        return null;
    }

    static @Nullable String markup(String what, String text) {
        Matcher found = MARKUP.matcher(text);
        return found.find() ? what + " contains markup: " + found.group() : null;
    }
}
