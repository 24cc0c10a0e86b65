package org.alignersquad.models.inspector;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into runs of letters and digits, and single other signs. */
final class Words {
    private Words() {}

    static String[] of(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inWord = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            if (inWord && start < 0) start = i;
            if (inWord) continue;
            if (start >= 0) words.add(text.substring(start, i));
            start = -1;
            if (i < text.length() && !Character.isWhitespace(text.charAt(i))) words.add(text.substring(i, i + 1));
        }
        return words.toArray(String[]::new);
    }
}
