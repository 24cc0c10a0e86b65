package org.alignersquad.align;

/**
 * The gate's word on one rewrite.
 *
 * @param reason in words and figures, for the trail
 */
record Gated(StepDecision decision, String reason) {
    boolean accepted() {
        return decision == StepDecision.ACCEPTED;
    }
}
