package org.alignersquad.models.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Finds the most frequent pair of neighbouring symbols, merges it everywhere, and repeats (Sennrich et al. 2016). Ties: the
 * older symbols. Only the words that hold a pair are touched, and only the pairs beside the merged ones are counted anew.
 */
final class MergeLearner {
    private final List<String> symbols;
    private final Map<String, Integer> symbolIds = new HashMap<>();
    private final BinaryOperator<String> join;
    private final int[][] words;
    private final long[] counts;
    private final PairTable pairs = new PairTable();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair));

    /** A merge of two symbols. */
    record Merge(String left, String right) {}

    /** A pair with the count it had when it was queued. */
    private record Candidate(int index, long pair, long count) {}

    /**
     * @param alphabet the symbols that words begin as
     * @param spelling a word as places in the alphabet
     * @param join how two symbols are spelled as one
     */
    MergeLearner(
            Map<String, Long> wordCounts,
            List<String> alphabet,
            Function<String, int[]> spelling,
            BinaryOperator<String> join) {
        symbols = new ArrayList<>(alphabet);
        this.join = join;
        for (int i = 0; i < symbols.size(); i++) symbolIds.put(symbols.get(i), i);
        Map<String, Long> sorted = new TreeMap<>(wordCounts);
        words = sorted.keySet().parallelStream().map(spelling).toArray(int[][]::new);
        counts = sorted.values().stream().mapToLong(Long::longValue).toArray();
        for (int word = 0; word < words.length; word++)
            for (int i = 0; i + 1 < words[word].length; i++) change(words[word][i], words[word][i + 1], word, 1);
        for (int i = 0; i < pairs.size(); i++) enqueue(i);
    }

    /** Symbols, those of the alphabet first. */
    List<String> symbols() {
        return symbols;
    }

    /** Merges until there are so many symbols, or no pair occurs twice. */
    List<Merge> learn(int maxSymbols) {
        List<Merge> learned = new ArrayList<>();
        while (symbols.size() < maxSymbols && !queue.isEmpty()) {
            Candidate best = queue.poll();
            if (best.count() < 2) break;
            if (pairs.count(best.index()) != best.count()) continue;
            String left = symbols.get((int) (best.pair() >> 32));
            String right = symbols.get((int) best.pair());
            merge(best, symbol(join.apply(left, right)));
            learned.add(new Merge(left, right));
        }
        return learned;
    }

    /** Two pairs can spell the same symbol; it has one id. */
    private int symbol(String spelled) {
        return symbolIds.computeIfAbsent(spelled, s -> {
            symbols.add(s);
            return symbols.size() - 1;
        });
    }

    private void merge(Candidate best, int merged) {
        TouchedPairs touched = new TouchedPairs();
        int left = (int) (best.pair() >> 32);
        int right = (int) best.pair();
        for (int word : pairs.takeWords(best.index())) merge(word, left, right, merged, touched);
        touched.forEach(this::enqueue);
    }

    private void merge(int word, int left, int right, int merged, TouchedPairs touched) {
        int[] from = words[word];
        int[] to = new int[from.length];
        int size = 0;
        for (int i = 0; i < from.length; i++) {
            boolean hit = i + 1 < from.length && from[i] == left && from[i + 1] == right;
            if (!hit) {
                to[size++] = from[i];
                continue;
            }
            change(left, right, word, -1);
            if (size > 0) {
                touched.add(change(to[size - 1], left, word, -1));
                touched.add(change(to[size - 1], merged, word, 1));
            }
            if (i + 2 < from.length) {
                touched.add(change(right, from[i + 2], word, -1));
                touched.add(change(merged, from[i + 2], word, 1));
            }
            to[size++] = merged;
            i++;
        }
        words[word] = Arrays.copyOf(to, size);
    }

    /** Counts a pair of a word once more or once less; gives its index. */
    private int change(int left, int right, int word, int sign) {
        int index = pairs.add(PairTable.pair(left, right), sign * counts[word]);
        if (sign > 0) pairs.note(index, word);
        return index;
    }

    private void enqueue(int index) {
        if (pairs.count(index) > 1) queue.add(new Candidate(index, pairs.pair(index), pairs.count(index)));
    }
}
