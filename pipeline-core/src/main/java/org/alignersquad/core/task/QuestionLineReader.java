package org.alignersquad.core.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.task.QuestionLines.Accepted;
import org.alignersquad.core.task.QuestionLines.Rejected;

/** Sorts the lines of one answer by the hints they belong to. Used once. */
final class QuestionLineReader {
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,4})\\.");
    private static final int NOT_ASKED = -1;

    private final List<Hint> hints;
    private final boolean[] seen;
    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    QuestionLineReader(List<Hint> hints) {
        this.hints = hints;
        this.seen = new boolean[hints.size()];
    }

    QuestionLines read(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        boolean lastIsWhole = text.endsWith("\n");
        for (int i = 0; i < lines.size(); i++)
            sort(lines.get(i), i < lines.size() - 1 || lastIsWhole || endsSentence(lines.get(i)));
        for (int hint = 0; hint < seen.length; hint++)
            if (!seen[hint]) rejected.add(new Rejected(hint, "", "line-missing"));
        return new QuestionLines(accepted, rejected);
    }

    private void sort(String line, boolean whole) {
        int hint = hint(line);
        if (hint == NOT_ASKED || seen[hint]) {
            rejected.add(new Rejected(NOT_ASKED, line, "line-not-asked"));
            return;
        }
        seen[hint] = true;
        String prefix = hints.get(hint).prefix(hint + 1) + QuestionsTask.QUESTION.stripTrailing();
        String question =
                line.startsWith(prefix) ? line.substring(prefix.length()).strip() : "";
        if (!line.startsWith(prefix)) rejected.add(new Rejected(hint, line, "line-prefix-differs"));
        else if (!whole || question.isEmpty()) rejected.add(new Rejected(hint, line, "line-unterminated"));
        else accepted.add(accepted(hint, question));
    }

    private Accepted accepted(int hint, String question) {
        Hint asked = hints.get(hint);
        return new Accepted(hint, asked.questionType(), asked.topic(), question);
    }

    private int hint(String line) {
        Matcher number = NUMBER.matcher(line);
        int hint = number.find() ? Integer.parseInt(number.group(1)) - 1 : NOT_ASKED;
        return hint >= 0 && hint < hints.size() ? hint : NOT_ASKED;
    }

    private static boolean endsSentence(String line) {
        return line.endsWith("?") || line.endsWith(".") || line.endsWith("!") || line.endsWith("\"");
    }
}
