package org.alignersquad.train.aligners;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.models.aligner.AlignerTarget;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.train.edits.EditsRecipe;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.jspecify.annotations.Nullable;

/**
 * A GPT-2 per criterion, trained from scratch; keys as in Hugging Face's {@code config.json}.
 *
 * @param warmUp on all criteria together: copying and rewriting, which is the same everywhere, is learnt once
 * @param fineTune from the warm-up's weights, on the criterion's own rows
 * @param maxNewTokens tokens at most of a rewrite
 * @param warmUpCriteria criteria of {@code data} that only the warm-up learns from, such as texts to copy; absent: none
 * @param minSimilarity an aligner does not learn from triples whose responses have less in common (cosine of word counts),
 *     which teach it to forget what it was given; figures are taken on all. Absent: it learns from all
 * @param inspector kind of the inspector, trained in the same run, that the figures are taken with; absent: none
 * @param evaluatedRows validation rows at most, and test rows at most, that are rewritten for the figures, per criterion
 * @param target what it writes: the aligned response ({@code text}, where absent) or {@code edits} of the response
 * @param edits what of a pair is learnt with {@code target: edits}; absent: all that changed
 */
public record AlignersRecipe(
        int nEmbd,
        int nLayer,
        int nHead,
        RoundsRecipe warmUp,
        RoundsRecipe fineTune,
        int maxNewTokens,
        int evaluatedRows,
        @Nullable List<String> warmUpCriteria,
        @Nullable Double minSimilarity,
        @Nullable String inspector,
        @Nullable AlignerTarget target,
        @Nullable EditsRecipe edits)
        implements Serializable {
    public AlignersRecipe {
        if (nEmbd < 1 || nLayer < 1 || nHead < 1)
            throw new IllegalArgumentException(
                    "n_embd, n_layer and n_head must be at least 1, are: " + nEmbd + ", " + nLayer + ", " + nHead);
        Gpt2Config.of(1, 1, nEmbd, nLayer, nHead);
        if (maxNewTokens < 1)
            throw new IllegalArgumentException("max_new_tokens must be at least 1, is: " + maxNewTokens);
        warmUpCriteria = warmUpCriteria == null ? null : List.copyOf(warmUpCriteria);
        if (minSimilarity != null && !(minSimilarity >= 0 && minSimilarity <= 1))
            throw new IllegalArgumentException("min_similarity must be in [0, 1], is: " + minSimilarity);
        if (inspector != null && !inspector.equals("mllib") && !inspector.equals("bert"))
            throw new IllegalArgumentException("inspector must be mllib or bert, is: " + inspector);
        if (evaluatedRows < 1)
            throw new IllegalArgumentException("evaluated_rows must be at least 1, is: " + evaluatedRows);
        if (target == AlignerTarget.EDITS) checkEdits(warmUp, fineTune);
        else if (edits != null) throw new IllegalArgumentException("edits needs target: edits");
    }

    /** What a script shares with the response is what it takes away: other words there would be another lesson. */
    private static void checkEdits(RoundsRecipe warmUp, RoundsRecipe fineTune) {
        double share = Math.max(warmUp.substitutedShare(), fineTune.substitutedShare());
        if (share > 0)
            throw new IllegalArgumentException("substituted_share must be 0 with target: edits, is: " + share);
    }

    /** What the aligner writes. */
    public AlignerTarget written() {
        return target == null ? AlignerTarget.TEXT : target;
    }

    /** Criteria that only the warm-up learns from. */
    public List<String> onlyWarmUp() {
        return warmUpCriteria == null ? List.of() : warmUpCriteria;
    }

    Gpt2Config config(int vocabSize, int maxLength) {
        return Gpt2Config.of(vocabSize, maxLength, nEmbd, nLayer, nHead);
    }
}
