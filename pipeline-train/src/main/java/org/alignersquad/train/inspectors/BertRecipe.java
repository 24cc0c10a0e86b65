package org.alignersquad.train.inspectors;

import java.io.Serializable;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.train.rounds.RoundsRecipe;

/** A BERT trained from scratch; keys as in Hugging Face's {@code config.json}. */
public record BertRecipe(int hiddenSize, int numHiddenLayers, int numAttentionHeads, RoundsRecipe training)
        implements Serializable {
    public BertRecipe {
        config(hiddenSize, numHiddenLayers, numAttentionHeads, 1, 1);
        if (training.substitutedShare() != 0)
            throw new IllegalArgumentException(
                    "training.substituted_share must be 0 for an inspector, which copies nothing," + " is: "
                            + training.substitutedShare());
    }

    BertConfig config(int vocabSize, int maxLength) {
        return config(hiddenSize, numHiddenLayers, numAttentionHeads, vocabSize, maxLength);
    }

    private static BertConfig config(int hiddenSize, int layers, int heads, int vocabSize, int maxLength) {
        if (hiddenSize < 1 || layers < 1 || heads < 1)
            throw new IllegalArgumentException(
                    "hidden_size, num_hidden_layers and num_attention_heads must be at least 1, are: " + hiddenSize
                            + ", " + layers + ", " + heads);
        return BertConfig.of(vocabSize, maxLength, hiddenSize, layers, heads);
    }
}
