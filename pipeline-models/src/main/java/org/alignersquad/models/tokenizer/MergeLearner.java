package org.alignersquad.models.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/** Finds the most frequent pair of neighbouring symbols, merges it everywhere, and repeats. Ties: the older symbols. */
final class MergeLearner {
    private final List<String> symbols = new ArrayList<>(ByteAlphabet.signs());
    private final Map<String, Integer> symbolIds = new HashMap<>();
    private final List<int[]> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Long, Long> pairCounts = new HashMap<>();
    private final Map<Long, Set<Integer>> wordsWithPair = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair));

    /** A merge of two symbols. */
    record Merge(String left, String right) {}

    /** A pair with the count it had when it was queued. */
    private record Candidate(long pair, long count) {}

    MergeLearner(Map<String, Long> wordCounts) {
        for (int i = 0; i < symbols.size(); i++) symbolIds.put(symbols.get(i), i);
        new TreeMap<>(wordCounts).forEach((word, count) -> {
            words.add(ByteAlphabet.bytes(word));
            counts.add(count);
        });
        for (int word = 0; word < words.size(); word++) count(word, 1, new LinkedHashSet<>());
        pairCounts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
    }

    List<Merge> learn(int merges) {
        List<Merge> learned = new ArrayList<>();
        while (learned.size() < merges && !queue.isEmpty()) {
            Candidate best = queue.poll();
            if (best.count() < 2) break;
            if (pairCounts.getOrDefault(best.pair(), 0L) != best.count()) continue;
            String left = symbols.get((int) (best.pair() >> 32));
            String right = symbols.get((int) best.pair());
            // two pairs can spell the same symbol; it needs one id only
            if (symbolIds.containsKey(left + right)) continue;
            symbolIds.put(left + right, symbols.size());
            symbols.add(left + right);
            merge(best.pair(), symbols.size() - 1);
            learned.add(new Merge(left, right));
        }
        return learned;
    }

    private void merge(long pair, int merged) {
        Set<Long> touched = new LinkedHashSet<>();
        for (int word : wordsWithPair.remove(pair)) {
            count(word, -1, touched);
            words.set(word, replace(words.get(word), pair, merged));
            count(word, 1, touched);
        }
        touched.remove(pair);
        pairCounts.remove(pair);
        for (long other : touched) {
            long count = pairCounts.getOrDefault(other, 0L);
            if (count > 0) queue.add(new Candidate(other, count));
        }
    }

    private void count(int word, int sign, Set<Long> touched) {
        int[] ids = words.get(word);
        for (int i = 0; i + 1 < ids.length; i++) {
            long pair = pair(ids[i], ids[i + 1]);
            pairCounts.merge(pair, sign * counts.get(word), Long::sum);
            if (sign > 0)
                wordsWithPair.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(word);
            touched.add(pair);
        }
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    private static int[] replace(int[] ids, long pair, int merged) {
        int[] replaced = new int[ids.length];
        int size = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean hit = i + 1 < ids.length && pair(ids[i], ids[i + 1]) == pair;
            replaced[size++] = hit ? merged : ids[i];
            if (hit) i++;
        }
        return Arrays.copyOf(replaced, size);
    }
}
