package org.alignersquad.train.aligners;

import java.io.Serializable;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.train.rounds.RoundsRecipe;

/**
 * A GPT-2 per criterion, trained from scratch; keys as in Hugging Face's {@code config.json}.
 *
 * @param warmUp on all criteria together: copying and rewriting, which is the same everywhere, is learnt once
 * @param fineTune from the warm-up's weights, on the criterion's own rows
 * @param maxNewTokens tokens at most of a rewrite
 * @param evaluatedRows validation rows at most, and test rows at most, that are rewritten for the figures, per criterion
 */
public record AlignersRecipe(
        int nEmbd,
        int nLayer,
        int nHead,
        RoundsRecipe warmUp,
        RoundsRecipe fineTune,
        int maxNewTokens,
        int evaluatedRows)
        implements Serializable {
    public AlignersRecipe {
        if (nEmbd < 1 || nLayer < 1 || nHead < 1)
            throw new IllegalArgumentException(
                    "n_embd, n_layer and n_head must be at least 1, are: " + nEmbd + ", " + nLayer + ", " + nHead);
        Gpt2Config.of(1, 1, nEmbd, nLayer, nHead);
        if (maxNewTokens < 1)
            throw new IllegalArgumentException("max_new_tokens must be at least 1, is: " + maxNewTokens);
        if (evaluatedRows < 1)
            throw new IllegalArgumentException("evaluated_rows must be at least 1, is: " + evaluatedRows);
    }

    Gpt2Config config(int vocabSize, int maxLength) {
        return Gpt2Config.of(vocabSize, maxLength, nEmbd, nLayer, nHead);
    }
}
