package org.alignersquad.core.teacher.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sentence and the white space that follows it; put together, a text's sentences are the text again. */
record Sentence(String text, String gap) {
    private static final Pattern END = Pattern.compile("(?<=[.!?])\\s+|\\R\\s*");

    static List<Sentence> split(String text) {
        List<Sentence> sentences = new ArrayList<>();
        Matcher end = END.matcher(text);
        int start = 0;
        while (end.find()) {
            sentences.add(new Sentence(text.substring(start, end.start()), end.group()));
            start = end.end();
        }
        if (start < text.length()) sentences.add(new Sentence(text.substring(start), ""));
        return sentences;
    }
}
