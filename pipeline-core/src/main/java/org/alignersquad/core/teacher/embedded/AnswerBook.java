package org.alignersquad.core.teacher.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sentences of good answers.
 *
 * @param openings first sentences by group
 * @param leads the group by the question's first word, in lower case
 * @param tips second sentences
 */
record AnswerBook(Map<String, List<String>> openings, Map<String, String> leads, List<String> tips) {
    private static final String OTHER = "other";

    List<String> openingsFor(String question) {
        String start = question.stripLeading();
        int end = 0;
        while (end < start.length() && Character.isLetter(start.charAt(end))) end++;
        String group = leads.getOrDefault(start.substring(0, end).toLowerCase(Locale.ROOT), OTHER);
        return openings.getOrDefault(group, List.of());
    }
}
