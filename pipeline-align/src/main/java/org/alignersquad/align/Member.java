package org.alignersquad.align;

/**
 * One criterion's inspector and aligner.
 *
 * @param threshold the inspector's score above which a response counts as misaligned
 */
record Member(String criterion, float threshold, Scorer inspector, Rewriter aligner) {}
