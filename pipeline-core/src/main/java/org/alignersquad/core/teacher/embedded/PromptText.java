package org.alignersquad.core.teacher.embedded;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alignersquad.core.teacher.Message;

/**
 * One of the pipeline's prompts as the teacher sees it: text with headings. Anything after the last heading is an
 * earlier answer and what was wrong with it.
 */
record PromptText(String text) {
    private static final Map<String, String> BASE_NAMES = Map.of("Question", "Input", "Topics we have", "Topics");
    private static final String ANSWER = "Your answer";

    static PromptText of(List<Message> messages) {
        return new PromptText(messages.stream().map(Message::content).collect(Collectors.joining("\n")) + "\n");
    }

    /** What the task line says, such as "write topics"; empty where there is none. */
    String task() {
        return line("Task: ");
    }

    String criterion() {
        return line("Criterion: ");
    }

    /** The text below a heading, empty where the prompt has no such heading. */
    String section(String heading) {
        String line = "\n### " + heading + "\n";
        int start = text.indexOf(line);
        if (start < 0) return continued(heading);
        start += line.length();
        int end = text.indexOf("\n### ", start - 1);
        return unfenced(text.substring(start, Math.max(start, end < 0 ? text.length() : end)));
    }

    /** The last part of a base model's prompt that the heading names there. */
    private String continued(String heading) {
        String name = BASE_NAMES.getOrDefault(heading, heading) + ":";
        int start = text.lastIndexOf("\n" + name);
        if (start < 0) return "";
        start += 1 + name.length();
        boolean isInput = heading.equals("Question");
        // an input may have several paragraphs and a list is one; all else has a line
        String close = isInput ? "\nResponse:" : text.startsWith("\n", start) ? "\n\n" : "\n";
        int end = text.indexOf(close, start + 1);
        return text.substring(start, end < 0 ? text.length() : end).strip();
    }

    /** Takes back the indent by which the prompt keeps headings in a slot's text from being its own. */
    private static String unfenced(String section) {
        return section.strip().replace("\n ###", "\n###");
    }

    /** Whether the teacher has answered before and is asked to do better. */
    boolean asksAgain() {
        return !section(ANSWER).isEmpty();
    }

    private String line(String start) {
        int at = text.startsWith(start) ? 0 : text.indexOf("\n" + start) + 1;
        if (at == 0 && !text.startsWith(start)) return "";
        return text.substring(at + start.length(), text.indexOf('\n', at)).strip();
    }
}
