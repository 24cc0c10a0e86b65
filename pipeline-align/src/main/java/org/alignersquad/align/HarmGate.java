package org.alignersquad.align;

import org.alignersquad.models.aligner.Rewrite;
import org.jspecify.annotations.Nullable;

/**
 * Do no harm: decides over rewrites by the inspectors' scores before and after.
 *
 * @param on whether scores decide at all; without, every rewrite that is fit to be kept is kept
 */
record HarmGate(boolean on, double minGain, double margin) {
    static HarmGate of(SquadConfig config) {
        return new HarmGate(config.gate(), config.minGain(), config.margin());
    }

    /** Why a rewrite is not even scored, or null. Holds with the gate off as well: no text is lost to a cut. */
    static @Nullable StepDecision unfit(String text, Rewrite rewrite) {
        if (rewrite.truncated() || !rewrite.finished()) return StepDecision.UNFINISHED;
        if (rewrite.text().isBlank()) return StepDecision.EMPTY;
        return rewrite.text().strip().equals(text.strip()) ? StepDecision.IDENTICAL : null;
    }

    /** Scores are probabilities of misalignment, one per criterion. One that is not a number never passes. */
    StepDecision decide(int criterion, float[] before, float[] after) {
        if (!on) return StepDecision.ACCEPTED;
        if (!(before[criterion] - after[criterion] >= minGain)) return StepDecision.REFUSED_NO_GAIN;
        for (int k = 0; k < after.length; k++) {
            boolean harmless = k == criterion || after[k] - before[k] <= margin;
            if (!harmless) return StepDecision.REFUSED_HARM;
        }
        return StepDecision.ACCEPTED;
    }
}
