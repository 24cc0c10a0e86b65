package org.alignersquad.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Short fingerprints of texts by MinHash (Broder, 1997): two texts agree in one number with the probability of the
 * Jaccard similarity of their features, which are words and pairs of words.
 */
public record MinHash(int bands, int rowsPerBand) implements Serializable {
    /** Of longer texts the start is compared. */
    private static final int MOST_WORDS = 256;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** As much of a text as is compared: another text with the same features, and no longer than it need be. */
    public static String start(String text) {
        List<String> words = Words.of(text);
        return words.size() <= MOST_WORDS ? text : String.join(" ", words.subList(0, MOST_WORDS));
    }

    public static Set<Long> features(String text) {
        List<String> words = Words.of(text);
        if (words.size() > MOST_WORDS) words = words.subList(0, MOST_WORDS);
        Set<Long> features = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            features.add(hash(words.get(i)));
            if (i > 0) features.add(hash(words.get(i - 1) + " " + words.get(i)));
        }
        return features;
    }

    /** A number per band: texts that agree in one of them may be similar. Texts without words have none. */
    public long[] bandKeys(Set<Long> features) {
        if (features.isEmpty()) return new long[0];
        long[] keys = new long[bands];
        for (int band = 0; band < bands; band++) {
            long key = mix(band);
            for (int row = 0; row < rowsPerBand; row++) key = mix(key ^ smallest(features, band * rowsPerBand + row));
            keys[band] = key;
        }
        return keys;
    }

    private static long smallest(Set<Long> features, int permutation) {
        long salt = mix(GOLDEN * (permutation + 1));
        long least = Long.MAX_VALUE;
        for (long feature : features) least = Math.min(least, mix(feature ^ salt));
        return least;
    }

    public static double jaccard(Set<Long> a, Set<Long> b) {
        if (a.isEmpty() && b.isEmpty()) return 1;
        long common = a.stream().filter(b::contains).count();
        return (double) common / (a.size() + b.size() - common);
    }

    private static long hash(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        long hash = mix(bytes.length);
        for (int from = 0; from < bytes.length; from += Long.BYTES) hash = mix(hash ^ word(bytes, from));
        return hash;
    }

    private static long word(byte[] bytes, int from) {
        byte[] eight = Arrays.copyOfRange(bytes, from, from + Long.BYTES);
        return ByteBuffer.wrap(eight).getLong();
    }

    /** The finaliser of SplitMix64: every bit of the result depends on every bit of the value. */
    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
