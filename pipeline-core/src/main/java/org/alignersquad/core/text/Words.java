package org.alignersquad.core.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts as words, in any script: runs of letters, marks and digits; in scripts without spaces each sign is a word. */
public final class Words {
    private static final String UNSPACED = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}";
    private static final Pattern WORD =
            Pattern.compile("[" + UNSPACED + "]|[\\p{L}\\p{M}\\p{N}&&[^" + UNSPACED + "]]+");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final String QUOTES = " \"'“”‘’«»";
    private static final String ENDS = QUOTES + ".?!…。？！";

    /** The length of the sequences by which filters and gates tell that an answer repeats itself. */
    public static final int REPETITION_WORDS = 4;

    private Words() {}

    /** Words in lower case, in order. */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(folded(text));
        while (matcher.find()) words.add(matcher.group());
        return words;
    }

    /**
     * The text by which questions are the same: without differences of case, width, spacing, quotes around it and
     * punctuation at its end. Signs within it count, since C and C++ are two things.
     */
    public static String normalised(String question) {
        String spaced = SPACE.matcher(folded(question)).replaceAll(" ").strip();
        int start = 0;
        int end = spaced.length();
        while (start < end && QUOTES.indexOf(spaced.charAt(start)) >= 0) start++;
        while (end > start && ENDS.indexOf(spaced.charAt(end - 1)) >= 0) end--;
        return start < end ? spaced.substring(start, end) : spaced;
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** Sequences of {@code n} words, joined by spaces, in order; of a shorter text the text itself. */
    public static List<String> ngrams(List<String> words, int n) {
        if (words.size() <= n) return words.isEmpty() ? List.of() : List.of(String.join(" ", words));
        List<String> ngrams = new ArrayList<>();
        for (int i = 0; i + n <= words.size(); i++) ngrams.add(String.join(" ", words.subList(i, i + n)));
        return ngrams;
    }

    /** Share of the text's sequences of {@code n} words that stood in it before; 0 where it is too short to tell. */
    public static double repetition(String text, int n) {
        List<String> ngrams = ngrams(of(text), n);
        if (ngrams.size() < 2) return 0;
        Set<String> distinct = new HashSet<>(ngrams);
        return 1 - (double) distinct.size() / ngrams.size();
    }

    /** Cosine of the two texts' word counts, in [0, 1]; 1 where the texts are equal. */
    public static double cosine(String a, String b) {
        if (a.equals(b)) return 1;
        Map<String, Integer> left = counts(a);
        Map<String, Integer> right = counts(b);
        double dot = 0;
        for (var word : left.entrySet()) dot += (double) word.getValue() * right.getOrDefault(word.getKey(), 0);
        double norms = norm(left) * norm(right);
        return norms == 0 ? 0 : Math.min(1, dot / norms);
    }

    private static Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new HashMap<>();
        for (String word : of(text)) counts.merge(word, 1, Integer::sum);
        return counts;
    }

    private static double norm(Map<String, Integer> counts) {
        double squares = 0;
        for (int count : counts.values()) squares += (double) count * count;
        return Math.sqrt(squares);
    }
}
