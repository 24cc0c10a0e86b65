package org.alignersquad.models.inspector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as words: runs of letters and digits with the apostrophes between them, and single other signs.
 *
 * @param written as in the text
 * @param folded in lower case
 */
record Words(List<String> written, List<String> folded) {
    static Words of(String text) {
        List<String> written = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = end(text, at);
            if (!Character.isWhitespace(text.charAt(at))) written.add(text.substring(at, end));
            at = end;
        }
        return new Words(
                List.copyOf(written),
                written.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList());
    }

    private static int end(String text, int start) {
        int end = start;
        while (end < text.length() && inWord(text, start, end)) end++;
        return Math.max(end, start + 1);
    }

    private static boolean inWord(String text, int start, int at) {
        char sign = text.charAt(at);
        if (Character.isLetterOrDigit(sign)) return true;
        boolean apostrophe = sign == '\'' || sign == '’';
        return apostrophe && at > start && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
    }

    int size() {
        return written.size();
    }

    /** Whether this is a word, not a sign. */
    static boolean isWord(String word) {
        return Character.isLetterOrDigit(word.charAt(0));
    }

    static boolean hasDigit(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }

    static boolean isCapitalised(String word) {
        return Character.isUpperCase(word.charAt(0));
    }
}
