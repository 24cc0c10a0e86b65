package org.alignersquad.core.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.teacher.MalformedAnswerException;

/**
 * Reads an answer of several labelled parts. A label stands at the start of a line, in any case, bold or not; a part may
 * have several lines and ends at the next label. A heading of our prompts ends the answer: there a
 * base model goes on to invent the next question. Other headings may well be part of a response.
 */
record LabelledParts(List<String> labels) {
    private static final Pattern NEXT_PROMPT = Pattern.compile("(?m)^### (?:Question|Your answer)|\\n\\n\\nInput:");

    static LabelledParts of(String... labels) {
        return new LabelledParts(List.of(labels));
    }

    /** An answer of one part, with or without its label. */
    static String only(String label, String text) throws MalformedAnswerException {
        String answer = NEXT_PROMPT.split(text, 2)[0].strip();
        boolean labelled = answer.regionMatches(true, 0, label, 0, label.length());
        return part(label, labelled ? answer.substring(label.length()) : answer);
    }

    List<String> read(String text) throws MalformedAnswerException {
        String answer = NEXT_PROMPT.split(text, 2)[0];
        List<Matcher> found = find(answer);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            int end = i + 1 < found.size() ? found.get(i + 1).start() : answer.length();
            parts.add(part(labels.get(i), answer.substring(found.get(i).end(), end)));
        }
        return parts;
    }

    private List<Matcher> find(String answer) throws MalformedAnswerException {
        List<Matcher> found = new ArrayList<>();
        int from = 0;
        for (String label : labels) {
            Matcher matcher = line(label).matcher(answer);
            if (!matcher.find(from)) throw missing(label);
            found.add(matcher);
            from = matcher.end();
        }
        return found;
    }

    private static Pattern line(String label) {
        return Pattern.compile("(?im)^[ \\t]*\\*{0,2}" + Pattern.quote(label) + "\\*{0,2}");
    }

    private MalformedAnswerException missing(String label) {
        return new MalformedAnswerException("The answer has no line that starts with \"" + label
                + "\". It must have these parts, in this order: " + String.join(" ", labels));
    }

    private static String part(String label, String text) throws MalformedAnswerException {
        if (text.isBlank()) throw new MalformedAnswerException("The part \"" + label + "\" is empty.");
        return text.strip();
    }
}
