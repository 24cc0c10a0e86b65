package org.alignersquad.train.edits;

import java.text.BreakIterator;
import java.util.Locale;

/** A sentence added to a response. */
public final class Addition {
    private Addition() {}

    /** What is put behind a response so that a sentence follows it. */
    public static String behind(String response, String sentence) {
        String text = response.stripTrailing();
        boolean open = !text.isEmpty() && Character.isLetterOrDigit(text.codePointBefore(text.length()));
        if (open) return ". " + sentence;
        return text.length() < response.length() || text.isEmpty() ? sentence : " " + sentence;
    }

    /** The text's last sentence; empty where it has none. */
    static String lastSentence(String text) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        String whole = text.strip();
        sentences.setText(whole);
        int end = sentences.last();
        int start = end == 0 ? 0 : sentences.previous();
        return whole.substring(start, end).strip();
    }
}
