package org.alignersquad.models.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Batches of items of similar length, so that little is padded. */
public final class LengthBuckets {
    private LengthBuckets() {}

    /** Items by rising length, cut so that rows × the longest row stays within the limit; a row alone may exceed it. */
    public static <E> List<List<E>> of(List<E> items, ToIntFunction<E> length, int maxTokens) {
        List<E> byLength = new ArrayList<>(items);
        byLength.sort(Comparator.comparingInt(length));
        List<List<E>> buckets = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= byLength.size(); end++) {
            if (end < byLength.size() && (long) length.applyAsInt(byLength.get(end)) * (end + 1 - start) <= maxTokens)
                continue;
            buckets.add(List.copyOf(byLength.subList(start, end)));
            start = end;
        }
        return buckets;
    }

    /**
     * Items whose lengths are equal once rounded up to a multiple of {@code step}, cut so that rows × that length stays
     * within the limit. What an item is padded to then depends on nothing but the item.
     */
    public static <E> List<List<E>> ofEqualWidth(List<E> items, ToIntFunction<E> length, int step, int maxTokens) {
        Map<Integer, List<E>> byWidth = new TreeMap<>();
        for (E item : items)
            byWidth.computeIfAbsent(roundUp(length.applyAsInt(item), step), width -> new ArrayList<>())
                    .add(item);
        List<List<E>> buckets = new ArrayList<>();
        byWidth.forEach((width, group) -> {
            int rows = Math.max(1, maxTokens / width);
            for (int from = 0; from < group.size(); from += rows)
                buckets.add(List.copyOf(group.subList(from, Math.min(group.size(), from + rows))));
        });
        return buckets;
    }

    /** The smallest multiple of a step that is not below a number. */
    public static int roundUp(int number, int step) {
        return (number + step - 1) / step * step;
    }
}
