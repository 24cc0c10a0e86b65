package org.alignersquad.align;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.alignersquad.core.text.Words;
import org.alignersquad.models.aligner.Rewrite;
import org.jspecify.annotations.Nullable;

/**
 * Do no harm: decides over rewrites by the inspectors' scores before and after, which are probabilities of misalignment,
 * one per member.
 *
 * <p>A rewrite must lower its criterion's score by {@code min_gain}, and may raise no other score by more than that
 * criterion's margin, neither over the text that was rewritten nor over the response in the dump: small harms do not add
 * up over several steps.
 */
final class HarmGate {
    private final boolean on;
    private final double minGain;
    private final List<String> criteria;
    private final double[] margins;
    private final @Nullable Double maxRepetition;
    private final @Nullable Double minSimilarity;

    HarmGate(List<Member> members, SquadConfig config) {
        this.on = config.gate();
        this.minGain = config.minGain();
        this.criteria = members.stream().map(Member::criterion).toList();
        this.margins = members.stream().mapToDouble(Member::margin).toArray();
        this.maxRepetition = config.maxRepetition();
        this.minSimilarity = config.minSimilarity();
    }

    /**
     * Why a rewrite is not even scored, or null. Holds with the gate off as well: no text is lost to a cut.
     *
     * @param seen texts that the row has had, the one that was rewritten among them
     */
    @Nullable Gated unfit(String text, Set<String> seen, Rewrite rewrite) {
        if (rewrite.truncated())
            return new Gated(StepDecision.UNFINISHED, "the aligner could not read all of the text");
        if (!rewrite.finished()) return new Gated(StepDecision.UNFINISHED, "the aligner did not come to an end");
        if (rewrite.mismatch() != null)
            return new Gated(StepDecision.UNAPPLIED, "the aligner's edits do not fit: " + rewrite.mismatch());
        String stripped = rewrite.text().strip();
        if (stripped.isEmpty()) return new Gated(StepDecision.EMPTY, "the aligner wrote nothing");
        if (stripped.equals(text.strip())) return new Gated(StepDecision.IDENTICAL, "the aligner changed nothing");
        if (seen.contains(stripped)) return new Gated(StepDecision.CYCLE, "the row has had this text before");
        return unlike(text, stripped);
    }

    /** What no inspector is asked about: it was trained on texts that people or teachers would write. */
    private @Nullable Gated unlike(String text, String rewrite) {
        @Nullable Gated repetitive = maxRepetition == null ? null : repetitive(rewrite, maxRepetition);
        return repetitive != null || minSimilarity == null ? repetitive : dissimilar(text, rewrite, minSimilarity);
    }

    private static @Nullable Gated repetitive(String rewrite, double most) {
        double share = Words.repetition(rewrite, Words.REPETITION_WORDS);
        if (share <= most) return null;
        String found = String.format(Locale.ROOT, "%.4f of its word sequences stood in it before", share);
        return refused(StepDecision.REFUSED_REPETITION, found, "max_repetition", most);
    }

    private static @Nullable Gated dissimilar(String text, String rewrite, double least) {
        double similarity = Words.cosine(text, rewrite);
        if (similarity >= least) return null;
        String found = String.format(Locale.ROOT, "its similarity to the text is %.4f", similarity);
        return refused(StepDecision.REFUSED_UNLIKE, found, "min_similarity", least);
    }

    /**
     * @param original scores of the response in the dump
     * @param before scores of the text that was rewritten
     * @param after scores of the rewrite; one that is not a number never passes
     */
    Gated decide(int criterion, float[] original, float[] before, float[] after) {
        if (!on) return new Gated(StepDecision.ACCEPTED, "the gate is off");
        for (int k = 0; k < after.length; k++) {
            if (Float.isNaN(after[k]))
                return new Gated(StepDecision.REFUSED_UNSCORED, criteria.get(k) + " could not be scored");
        }
        double gain = before[criterion] - after[criterion];
        if (!(gain >= minGain))
            return refused(StepDecision.REFUSED_NO_GAIN, moved(criterion, -gain), "min_gain", minGain);
        for (int k = 0; k < after.length; k++) {
            double harm = after[k] - Math.min(before[k], original[k]);
            if (k != criterion && !(harm <= margins[k]))
                return refused(StepDecision.REFUSED_HARM, moved(k, harm), "margin", margins[k]);
        }
        return new Gated(StepDecision.ACCEPTED, moved(criterion, -gain) + ", no other rose beyond its margin");
    }

    private static Gated refused(StepDecision decision, String found, String key, double limit) {
        return new Gated(decision, found + ", " + key + " is " + limit);
    }

    private String moved(int criterion, double change) {
        String how = change > 0 ? "rose by" : "fell by";
        return String.format(Locale.ROOT, "%s %s %.4f", criteria.get(criterion), how, Math.abs(change));
    }
}
