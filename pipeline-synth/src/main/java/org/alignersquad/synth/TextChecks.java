package org.alignersquad.synth;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.text.Words;
import org.jspecify.annotations.Nullable;

/** Checks of one text; each gives what it found, in words, or null. */
final class TextChecks {
    // tags, code fences, chat models' control tokens, and the special tokens of our own checkpoints
    private static final Pattern MARKUP = Pattern.compile(
            "</?[a-z][^<>]{0,200}>|```|<\\|[^|]{1,40}\\|>|\\[(?:init|aligned|done|sep)]", Pattern.CASE_INSENSITIVE);

    private TextChecks() {}

    static @Nullable String fewerWords(String what, String text, int least) {
        int words = Words.of(text).size();
        return words >= least ? null : what + " has " + words + " words, expected at least " + least;
    }

    static @Nullable String longer(String what, String text, int most) {
        return text.length() <= most ? null : what + " has " + text.length() + " characters, expected at most " + most;
    }

    /** @param phrases in lower case */
    static @Nullable String contains(String what, String text, List<String> phrases) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String phrase : phrases) {
            if (lower.contains(phrase)) return what + " contains: " + phrase;
        }
        return null;
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
