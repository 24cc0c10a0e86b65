package org.alignersquad.models.inspector;

/** 32-bit hashes with the mixing steps of MurmurHash3 (public domain, Austin Appleby), one UTF-16 unit per step. */
final class Hash {
    private Hash() {}

    static int of(int seed, String text) {
        return of(seed, text, 0, text.length());
    }

    static int of(int seed, String text, int from, int to) {
        int hash = seed * 0x9e3779b9;
        for (int i = from; i < to; i++) hash = mix(hash, text.charAt(i));
        return finish(hash ^ (to - from));
    }

    static int combine(int left, int right) {
        return finish(mix(left, right));
    }

    private static int mix(int hash, int block) {
        int scrambled = Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
        return Integer.rotateLeft(hash ^ scrambled, 13) * 5 + 0xe6546b64;
    }

    private static int finish(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
