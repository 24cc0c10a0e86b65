package org.alignersquad.core.teacher.embedded;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Tells what a question is about, in one word. */
final class TopicFinder {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\d]+(?:['’-][\\p{L}\\d]+)*");
    private static final String NONE = "this";
    private static final int READ_CHARS = 2_000;
    private static final int LONGEST_WORD = 24;

    private final Set<String> topics;
    private final Set<String> stopWords;

    TopicFinder(QuestionBook book) {
        topics = new HashSet<>(book.topics());
        stopWords = book.stopWords();
    }

    /** A known topic that the question names; else its longest word that is no stop word; else "this". */
    String topic(String question) {
        List<String> words = words(question);
        for (String word : words) if (topics.contains(lower(word))) return lower(word);
        String longest = NONE;
        int length = 0;
        for (String word : contentWords(words))
            if (word.length() > length) {
                longest = word;
                length = word.length();
            }
        return longest;
    }

    /** Whether a text shares no content word with the question, by the words' first letters. */
    boolean strays(String question, String text) {
        Set<String> asked = new HashSet<>();
        for (String word : contentWords(words(question))) asked.add(stem(word));
        return !asked.isEmpty() && words(text).stream().noneMatch(word -> asked.contains(stem(word)));
    }

    private List<String> contentWords(List<String> words) {
        return words.stream()
                .filter(w -> w.length() <= LONGEST_WORD && !stopWords.contains(lower(w)))
                .toList();
    }

    static List<String> words(String text) {
        String read = text.length() > READ_CHARS ? text.substring(0, READ_CHARS) : text;
        return WORD.matcher(read).results().map(MatchResult::group).toList();
    }

    private static String stem(String word) {
        return lower(word.length() > 4 ? word.substring(0, 4) : word);
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
