package org.alignersquad.synth;

/** Checks of recipe values; messages name the key. */
final class Checks {
    private Checks() {}

    static void atLeast(String key, int least, int value) {
        if (value < least) throw new IllegalArgumentException(key + " must be at least " + least + ", is: " + value);
    }

    static void share(String key, double value) {
        if (!(value > 0 && value <= 1)) throw new IllegalArgumentException(key + " must be in (0, 1], is: " + value);
    }
}
