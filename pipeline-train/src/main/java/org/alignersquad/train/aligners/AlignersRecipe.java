package org.alignersquad.train.aligners;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.models.aligner.AlignerTarget;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.train.edits.EditsRecipe;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.jspecify.annotations.Nullable;

/**
 * A language model per criterion: a GPT-2 trained from scratch, keys as in Hugging Face's {@code config.json}, or one that
 * starts from a checkpoint.
 *
 * @param nEmbd absent where there is a checkpoint, as {@code nLayer} and {@code nHead}
 * @param checkpoint a directory in Hugging Face's layout with a causal language model of any supported architecture and its
 *     {@code tokenizer.json}; absent: from scratch
 * @param lora an adapter of the checkpoint's model is trained; absent: the whole model
 * @param warmUp absent: none. On all criteria together: copying and rewriting, which is the same everywhere, is learnt once
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
        @Nullable Integer nEmbd,
        @Nullable Integer nLayer,
        @Nullable Integer nHead,
        @Nullable String checkpoint,
        @Nullable LoraRecipe lora,
        @Nullable RoundsRecipe warmUp,
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
        if (checkpoint == null) shape(nEmbd, nLayer, nHead, 1, 1);
        else if (nEmbd != null || nLayer != null || nHead != null)
            throw new IllegalArgumentException("checkpoint has a shape of its own: n_embd, n_layer and n_head must go");
        if (lora != null && checkpoint == null)
            throw new IllegalArgumentException("lora adapts a trained model: checkpoint must be there");
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
    private static void checkEdits(@Nullable RoundsRecipe warmUp, RoundsRecipe fineTune) {
        double before = warmUp == null ? 0 : warmUp.substitutedShare();
        double share = Math.max(before, fineTune.substitutedShare());
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

    /** The shape of a model from scratch. */
    public Gpt2Config config(int vocabSize, int maxLength) {
        return shape(nEmbd, nLayer, nHead, vocabSize, maxLength);
    }

    private static Gpt2Config shape(
            @Nullable Integer width, @Nullable Integer layers, @Nullable Integer heads, int vocabSize, int maxLength) {
        if (width == null || layers == null || heads == null)
            throw new IllegalArgumentException("either n_embd, n_layer and n_head must be there, or checkpoint");
        if (width < 1 || layers < 1 || heads < 1)
            throw new IllegalArgumentException(
                    "n_embd, n_layer and n_head must be at least 1, are: " + width + ", " + layers + ", " + heads);
        return Gpt2Config.of(vocabSize, maxLength, width, layers, heads);
    }
}
