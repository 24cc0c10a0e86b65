package org.alignersquad.models.inspector;

import java.util.Arrays;

/** Collects hashed features group by group and makes one vector of them. */
final class FeatureCounter {
    private final int bits;
    private int[] hashes = new int[256];
    private int size;
    private int groupStart;
    private long[] entries = new long[256];
    private int entryCount;

    FeatureCounter(int bits) {
        this.bits = bits;
    }

    void startGroup() {
        endGroup();
        groupStart = size;
    }

    void add(int hash) {
        if (size == hashes.length) hashes = Arrays.copyOf(hashes, 2 * size);
        hashes[size++] = hash;
    }

    /** Turns equal hashes of the group into one entry of index and value. */
    private void endGroup() {
        if (size == groupStart) return;
        Arrays.sort(hashes, groupStart, size);
        int first = entryCount;
        double squares = 0;
        for (int i = groupStart; i < size; ) {
            int end = i;
            while (end < size && hashes[end] == hashes[i]) end++;
            float value = (float) (1 + Math.log(end - i));
            squares += (double) value * value;
            addEntry(hashes[i], value);
            i = end;
        }
        scale(first, (float) (1 / Math.sqrt(squares)));
    }

    private void addEntry(int hash, float value) {
        if (entryCount == entries.length) entries = Arrays.copyOf(entries, 2 * entryCount);
        // the top bits give the index and the lowest the sign: they do not depend on each other
        float signed = (hash & 1) == 0 ? value : -value;
        entries[entryCount++] = entry(hash >>> (32 - bits), signed);
    }

    private void scale(int first, float factor) {
        for (int i = first; i < entryCount; i++) entries[i] = entry(index(entries[i]), value(entries[i]) * factor);
    }

    private static long entry(int index, float value) {
        return (long) index << 32 | Float.floatToRawIntBits(value) & 0xffffffffL;
    }

    private static int index(long entry) {
        return (int) (entry >>> 32);
    }

    private static float value(long entry) {
        return Float.intBitsToFloat((int) entry);
    }

    /** The vector of all groups. */
    SparseFeatures vector() {
        endGroup();
        groupStart = size;
        Arrays.sort(entries, 0, entryCount);
        int[] indices = new int[entryCount];
        float[] values = new float[entryCount];
        int count = 0;
        for (int i = 0; i < entryCount; i++) {
            boolean fresh = count == 0 || indices[count - 1] != index(entries[i]);
            if (fresh) indices[count++] = index(entries[i]);
            values[count - 1] += value(entries[i]);
        }
        return normalised(Arrays.copyOf(indices, count), Arrays.copyOf(values, count));
    }

    private SparseFeatures normalised(int[] indices, float[] values) {
        double squares = 0;
        for (float value : values) squares += (double) value * value;
        float factor = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < values.length; i++) values[i] *= factor;
        return new SparseFeatures(indices, values);
    }
}
