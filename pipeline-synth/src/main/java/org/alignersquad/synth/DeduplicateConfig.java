package org.alignersquad.synth;

/**
 * Which near-duplicates are not asked about.
 *
 * @param threshold similarity as in {@code near_duplicates}; a higher one than there, since questions that differ in one
 *     word may be different questions, and losing one costs more than putting both in one split
 * @param keep questions of a group that are kept
 */
record DeduplicateConfig(double threshold, int keep) {
    DeduplicateConfig {
        Checks.share("threshold", threshold);
        Checks.atLeast("keep", 1, keep);
    }
}
