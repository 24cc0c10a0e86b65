package org.alignersquad.models.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
}
