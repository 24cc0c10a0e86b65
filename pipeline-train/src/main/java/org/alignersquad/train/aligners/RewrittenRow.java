package org.alignersquad.train.aligners;

/**
 * What became of a response, and what it comes to beside the answers that need no model.
 *
 * @param exact the rewrite is the reference
 * @param unchanged the rewrite is the response
 * @param finished the aligner ended by itself
 * @param chrf of the rewrite against the reference
 * @param similarity cosine of word counts of the rewrite and the response
 * @param copyChrf of the response itself against the reference
 * @param raised the inspector finds the rewrite less misaligned than the response; false without an inspector
 * @param gatedRaised as {@code raised}, for what is left of the rewrite behind the inspector's gate
 * @param gatedUnchanged the same of {@code unchanged}
 * @param gatedChrf the same of {@code chrf}
 * @param gatedSimilarity the same of {@code similarity}
 * @param constantRaised as {@code raised}, for always the same answer
 * @param constantChrf the same of {@code chrf}
 * @param constantSimilarity the same of {@code similarity}
 */
record RewrittenRow(
        String split,
        int label,
        boolean exact,
        boolean unchanged,
        boolean finished,
        double chrf,
        double similarity,
        double copyChrf,
        boolean raised,
        boolean gatedRaised,
        boolean gatedUnchanged,
        double gatedChrf,
        double gatedSimilarity,
        boolean constantRaised,
        double constantChrf,
        double constantSimilarity) {}
