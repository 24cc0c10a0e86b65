package org.alignersquad.models.tokenizer;

import java.util.Arrays;

/** Pairs of neighbouring symbols with their counts and the words that may hold them, in plain arrays. */
final class PairTable {
    private static final long FREE = -1;
    private static final int[] NONE = new int[0];

    private long[] keys = new long[1 << 12];
    private int[] slots = new int[1 << 12];
    private int size;
    private long[] pairs = new long[1 << 10];
    private long[] counts = new long[1 << 10];
    private int[][] words = new int[1 << 10][];
    private int[] wordsUsed = new int[1 << 10];

    PairTable() {
        Arrays.fill(keys, FREE);
    }

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    int size() {
        return size;
    }

    long pair(int index) {
        return pairs[index];
    }

    long count(int index) {
        return counts[index];
    }

    /** Adds to a pair's count and gives its index. */
    int add(long pair, long count) {
        int index = index(pair);
        counts[index] += count;
        return index;
    }

    /** Notes that a word holds a pair; a word noted twice in a row is there once. */
    void note(int index, int word) {
        int used = wordsUsed[index];
        if (used > 0 && words[index][used - 1] == word) return;
        if (used == words[index].length) words[index] = Arrays.copyOf(words[index], Math.max(4, 2 * used));
        words[index][used] = word;
        wordsUsed[index]++;
    }

    /** Takes the words that were noted for a pair, which has none then. */
    int[] takeWords(int index) {
        int[] taken = Arrays.copyOf(words[index], wordsUsed[index]);
        words[index] = NONE;
        wordsUsed[index] = 0;
        return taken;
    }

    private int index(long pair) {
        int at = place(pair);
        if (keys[at] == pair) return slots[at];
        if (3 * size > 2 * keys.length) {
            grow();
            at = place(pair);
        }
        keys[at] = pair;
        slots[at] = size;
        if (size == pairs.length) growEntries();
        pairs[size] = pair;
        words[size] = NONE;
        return size++;
    }

    private int place(long pair) {
        long hash = pair * 0x9e3779b97f4a7c15L;
        int at = (int) (hash >>> 32) & keys.length - 1;
        while (keys[at] != FREE && keys[at] != pair) at = at + 1 & keys.length - 1;
        return at;
    }

    private void grow() {
        keys = new long[2 * keys.length];
        slots = new int[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < size; i++) {
            int at = place(pairs[i]);
            keys[at] = pairs[i];
            slots[at] = i;
        }
    }

    private void growEntries() {
        pairs = Arrays.copyOf(pairs, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
        words = Arrays.copyOf(words, 2 * size);
        wordsUsed = Arrays.copyOf(wordsUsed, 2 * size);
    }
}
