package org.alignersquad.models.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How often each word occurs in texts: counted on all cores, a window of texts at a time. */
final class WordCounts {
    private static final int BATCH_CHARS = 1 << 18;
    private static final int WINDOW = 4 * Runtime.getRuntime().availableProcessors();

    private WordCounts() {}

    /** Splits a text into words. */
    @FunctionalInterface
    interface Splitter {
        void split(String text, Consumer<String> words);
    }

    /** Mutable, so that counting a word again allocates nothing. */
    private static final class Count {
        private long value;
    }

    static Map<String, Long> of(Iterable<String> texts, Splitter splitter) {
        Map<String, Count> total = new HashMap<>();
        Iterator<String> left = texts.iterator();
        while (left.hasNext())
            window(left).parallelStream()
                    .map(batch -> count(batch, splitter))
                    .forEachOrdered(counts -> add(counts, total));
        Map<String, Long> result = new HashMap<>(2 * total.size());
        total.forEach((word, count) -> result.put(word, count.value));
        return result;
    }

    private static List<List<String>> window(Iterator<String> texts) {
        List<List<String>> batches = new ArrayList<>();
        while (batches.size() < WINDOW && texts.hasNext()) {
            List<String> batch = new ArrayList<>();
            for (int chars = 0;
                    chars < BATCH_CHARS && texts.hasNext();
                    chars += batch.get(batch.size() - 1).length()) batch.add(texts.next());
            batches.add(batch);
        }
        return batches;
    }

    private static Map<String, Count> count(List<String> texts, Splitter splitter) {
        Map<String, Count> counts = new HashMap<>();
        for (String text : texts) splitter.split(text, word -> counts.computeIfAbsent(word, w -> new Count()).value++);
        return counts;
    }

    private static void add(Map<String, Count> counts, Map<String, Count> total) {
        counts.forEach((word, count) -> total.computeIfAbsent(word, w -> new Count()).value += count.value);
    }
}
