package org.alignersquad.train.aligners;

/**
 * What one {@link Way} of answering made of a response.
 *
 * @param way how it was answered
 * @param exact the answer is the reference
 * @param unchanged the answer is the response
 * @param finished the aligner ended by itself
 * @param applied the aligner's edits fit the response, where it writes edits
 * @param chrf of the answer against the reference
 * @param similarity cosine of word counts of the answer and the response
 * @param raised the inspector finds the answer less misaligned than the response; false without an inspector
 */
record RewrittenRow(
        String split,
        int label,
        Way way,
        boolean exact,
        boolean unchanged,
        boolean finished,
        boolean applied,
        double chrf,
        double similarity,
        boolean raised) {}
