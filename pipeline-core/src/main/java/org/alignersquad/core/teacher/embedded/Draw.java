package org.alignersquad.core.teacher.embedded;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices that depend on the given texts alone: the same on every JVM. Not thread-safe. */
final class Draw {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final SplittableRandom random;

    private Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    static Draw of(String... texts) {
        long hash = FNV_OFFSET;
        for (String text : texts) hash = (fnv(hash, text) ^ 0xffff) * FNV_PRIME;
        return new Draw(hash);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    <T> T pick(List<T> values) {
        return values.get(below(values.size()));
    }

    /** FNV-1a over the text's UTF-16 units. */
    private static long fnv(long hash, String text) {
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        return hash;
    }
}
