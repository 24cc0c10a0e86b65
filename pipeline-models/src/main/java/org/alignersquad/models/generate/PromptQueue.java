package org.alignersquad.models.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait, in groups of one width: their prompt's length, rounded up. It reads ahead some prompts of its source
 * when it is empty, so that there are rows of like length to choose from, and never holds more.
 */
final class PromptQueue {
    /** Prompts that are computed together are padded to a multiple of this. */
    static final int WIDTH_STEP = 16;

    private static final int READ_AHEAD_ROWS = 1024;
    private static final long READ_AHEAD_TOKENS = 1 << 20;

    private final Iterator<Prompt> source;
    private final Function<Prompt, @Nullable GeneratingRow> row;
    private final TreeMap<Integer, Deque<GeneratingRow>> byWidth = new TreeMap<>();
    private int size;

    /** @param row what waits for a prompt; null for one that need not */
    PromptQueue(Iterator<Prompt> source, Function<Prompt, @Nullable GeneratingRow> row) {
        this.source = source;
        this.row = row;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** Rows that wait, of those that were read. */
    int size() {
        if (size == 0) readAhead();
        return size;
    }

    private void readAhead() {
        long tokens = 0;
        while (size < READ_AHEAD_ROWS && tokens < READ_AHEAD_TOKENS && source.hasNext()) {
            GeneratingRow next = row.apply(source.next());
            if (next == null) continue;
            byWidth.computeIfAbsent(next.width(), width -> new ArrayDeque<>()).add(next);
            tokens += next.need();
            size++;
        }
    }

    /** Positions that the longest row needs. */
    int longestNeed() {
        return byWidth.lastEntry().getValue().element().need();
    }

    /** Positions that the longest of the rows needs that need at most this many; 0 where there is none. */
    int longestNeed(int most) {
        for (Deque<GeneratingRow> rows : byWidth.descendingMap().values())
            if (rows.element().need() <= most) return rows.element().need();
        return 0;
    }

    /** Takes up to {@code count} rows of one width, the longest that need at most this many positions. */
    List<GeneratingRow> take(int most, int count) {
        List<GeneratingRow> taken = new ArrayList<>();
        for (Deque<GeneratingRow> rows : byWidth.descendingMap().values()) {
            if (rows.element().need() > most) continue;
            while (taken.size() < count && !rows.isEmpty()) taken.add(rows.remove());
            break;
        }
        byWidth.values().removeIf(Deque::isEmpty);
        size -= taken.size();
        return taken;
    }
}
