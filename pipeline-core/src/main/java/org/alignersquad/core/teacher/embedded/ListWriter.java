package org.alignersquad.core.teacher.embedded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Writes the answers that are lists of lines: topics and questions. */
record ListWriter(QuestionBook book, QuestionWriter writer) {
    private static final Pattern TOPIC_LINE = Pattern.compile("(?m)^\\d+\\. (.+)$");
    private static final Pattern HINT_LINE = Pattern.compile("(?m)^(\\d+)\\. type: (.+?), topic: (.+)$");
    private static final int MOST_TOPICS = 1_000;
    private static final double BAD_LINE_SHARE = 0.015;

    ListWriter(QuestionBook book) {
        this(book, new QuestionWriter(book));
    }

    String topics(PromptText prompt, String seed) {
        String type = prompt.section("Question type");
        String known = prompt.section("Topics we have");
        Draw draw = Draw.of("topics", prompt.criterion(), type, known, seed);
        List<String> topics = new ArrayList<>(book.topics());
        topics.removeAll(knownTopics(known));
        int count = Math.min(count(prompt.section("How many")), topics.size());
        StringBuilder lines = new StringBuilder();
        for (int line = 1; line <= count; line++) {
            String topic = topics.remove(draw.below(topics.size()));
            boolean bad = draw.chance(BAD_LINE_SHARE) && !prompt.asksAgain();
            lines.append(line)
                    .append(". ")
                    .append(bad ? "All the things about " + topic + "." : topic)
                    .append('\n');
        }
        return lines.toString();
    }

    private static Set<String> knownTopics(String section) {
        Set<String> known = new HashSet<>();
        TOPIC_LINE
                .matcher(section)
                .results()
                .forEach(m -> known.add(m.group(1).strip().toLowerCase(Locale.ROOT)));
        return known;
    }

    /** A number of few digits; 10 where the prompt gives none. */
    private static int count(String text) {
        return text.matches("\\d{1,4}") ? Math.min(Integer.parseInt(text), MOST_TOPICS) : 10;
    }

    String questions(PromptText prompt, String seed) {
        StringBuilder lines = new StringBuilder();
        HINT_LINE.matcher(prompt.section("Pairs")).results().forEach(hint -> {
            Draw draw = Draw.of("questions", prompt.criterion(), hint.group(), seed);
            lines.append(line(hint, draw, prompt.asksAgain())).append('\n');
        });
        return lines.toString();
    }

    private String line(MatchResult hint, Draw draw, boolean careful) {
        String question = writer.question(draw, hint.group(2), hint.group(3).strip());
        boolean bad = draw.chance(BAD_LINE_SHARE) && !careful;
        if (!bad) return hint.group() + ", question: " + question;
        return draw.chance(0.5)
                ? hint.group() + " and more, question: " + question
                : hint.group() + ", question: topic: " + hint.group(3) + ", " + question;
    }
}
