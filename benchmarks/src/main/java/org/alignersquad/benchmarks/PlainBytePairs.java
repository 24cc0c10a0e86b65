package org.alignersquad.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Baseline of TokenizerTraining: byte-pair encoding with a pattern matcher and hash maps, on one core. */
final class PlainBytePairs {
    private static final Pattern WORD = Pattern.compile(
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private record Pair(int left, int right) {}

    private record Candidate(Pair pair, long count) {}

    private final List<List<Integer>> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Pair, Long> pairCounts = new HashMap<>();
    private final Map<Pair, Set<Integer>> wordsWithPair = new HashMap<>();

    private PlainBytePairs() {}

    /** Merges learned from these texts. */
    static int learn(List<String> texts, int merges) {
        Map<String, Long> wordCounts = new TreeMap<>();
        for (String text : texts) {
            Matcher word = WORD.matcher(text);
            while (word.find()) wordCounts.merge(word.group(), 1L, Long::sum);
        }
        PlainBytePairs learner = new PlainBytePairs();
        wordCounts.forEach(learner::add);
        return learner.learn(merges);
    }

    private void add(String word, long count) {
        List<Integer> ids = new ArrayList<>();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) ids.add(b & 0xff);
        words.add(ids);
        counts.add(count);
        count(words.size() - 1, 1, new LinkedHashSet<>());
    }

    private int learn(int merges) {
        PriorityQueue<Candidate> queue = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparingInt(c -> c.pair().left())
                .thenComparingInt(c -> c.pair().right()));
        pairCounts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
        int learned = 0;
        while (learned < merges && !queue.isEmpty()) {
            Candidate best = queue.poll();
            if (best.count() < 2) break;
            if (pairCounts.getOrDefault(best.pair(), 0L) != best.count()) continue;
            for (Pair touched : merge(best.pair(), 256 + learned++))
                if (pairCounts.getOrDefault(touched, 0L) > 0)
                    queue.add(new Candidate(touched, pairCounts.getOrDefault(touched, 0L)));
        }
        return learned;
    }

    private Set<Pair> merge(Pair pair, int merged) {
        Set<Pair> touched = new LinkedHashSet<>();
        for (int word : wordsWithPair.remove(pair)) {
            count(word, -1, touched);
            words.set(word, replace(words.get(word), pair, merged));
            count(word, 1, touched);
        }
        touched.remove(pair);
        pairCounts.remove(pair);
        return touched;
    }

    private void count(int word, int sign, Set<Pair> touched) {
        List<Integer> ids = words.get(word);
        for (int i = 0; i + 1 < ids.size(); i++) {
            Pair pair = new Pair(ids.get(i), ids.get(i + 1));
            pairCounts.merge(pair, sign * counts.get(word), Long::sum);
            if (sign > 0)
                wordsWithPair.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(word);
            touched.add(pair);
        }
    }

    private static List<Integer> replace(List<Integer> ids, Pair pair, int merged) {
        List<Integer> replaced = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            boolean hit = i + 1 < ids.size() && ids.get(i) == pair.left() && ids.get(i + 1) == pair.right();
            replaced.add(hit ? merged : ids.get(i));
            if (hit) i++;
        }
        return replaced;
    }
}
