package org.alignersquad.align;

import org.alignersquad.models.inspector.LengthRange;
import org.jspecify.annotations.Nullable;

/**
 * One criterion's inspector and aligner.
 *
 * @param threshold the inspector's score above which a response counts as misaligned
 * @param abstain a score that is above the threshold by no more than this is left to people: no rewrite
 * @param margin most by which another criterion's rewrite may raise this criterion's score
 * @param alignerName for the trail
 * @param measured lengths of the responses that the inspector was measured on; null where it is not known
 */
record Member(
        String criterion,
        float threshold,
        float abstain,
        double margin,
        Scorer inspector,
        Rewriter aligner,
        String alignerName,
        @Nullable LengthRange measured) {

    /** How far a score is above what calls for a rewrite; not positive where none is called for. */
    float over(float score) {
        return score - threshold - abstain;
    }

    /** Whether the score is above the threshold, but not clearly. */
    boolean abstains(float score) {
        return score > threshold && score <= threshold + abstain;
    }
}
