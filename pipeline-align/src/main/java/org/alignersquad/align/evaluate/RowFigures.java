package org.alignersquad.align.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * What the squad did, whether good or bad.
 *
 * @param rewrites of aligners, kept or not
 * @param copyRate share of rewrites that are the text as it was
 * @param editSimilarity mean over changed rows of 1 minus the word-level Levenshtein distance over the longer text
 * @param lengthRatio geometric mean over changed rows of words after over words before
 */
record RowFigures(
        long rows,
        long changed,
        @Nullable Double changedShare,
        long rewrites,
        @Nullable Double copyRate,
        @Nullable Double editSimilarity,
        @Nullable Double lengthRatio) {}
