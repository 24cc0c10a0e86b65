package org.alignersquad.train.inspectors;

import java.io.Serializable;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.jspecify.annotations.Nullable;

/**
 * A BERT trained from scratch, keys as in Hugging Face's {@code config.json}, or an encoder that starts from a checkpoint.
 *
 * @param hiddenSize absent where there is a checkpoint, as the two after it
 * @param checkpoint a directory in Hugging Face's layout with a BERT or RoBERTa and its {@code tokenizer.json}; its
 *     classification head, where it has one, starts afresh. Absent: from scratch
 */
public record BertRecipe(
        @Nullable Integer hiddenSize,
        @Nullable Integer numHiddenLayers,
        @Nullable Integer numAttentionHeads,
        @Nullable String checkpoint,
        RoundsRecipe training)
        implements Serializable {
    public BertRecipe {
        if (checkpoint == null) shape(hiddenSize, numHiddenLayers, numAttentionHeads, 1, 1);
        else if (hiddenSize != null || numHiddenLayers != null || numAttentionHeads != null)
            throw new IllegalArgumentException("checkpoint has a shape of its own: hidden_size, num_hidden_layers and"
                    + " num_attention_heads must go");
        if (training.substitutedShare() != 0)
            throw new IllegalArgumentException(
                    "training.substituted_share must be 0 for an inspector, which copies nothing," + " is: "
                            + training.substitutedShare());
    }

    /** The shape of a model from scratch. */
    public BertConfig config(int vocabSize, int maxLength) {
        return shape(hiddenSize, numHiddenLayers, numAttentionHeads, vocabSize, maxLength);
    }

    private static BertConfig shape(
            @Nullable Integer hiddenSize,
            @Nullable Integer layers,
            @Nullable Integer heads,
            int vocabSize,
            int maxLength) {
        if (hiddenSize == null || layers == null || heads == null)
            throw new IllegalArgumentException(
                    "either hidden_size, num_hidden_layers and num_attention_heads must be there, or checkpoint");
        if (hiddenSize < 1 || layers < 1 || heads < 1)
            throw new IllegalArgumentException(
                    "hidden_size, num_hidden_layers and num_attention_heads must be at least 1, are: " + hiddenSize
                            + ", " + layers + ", " + heads);
        return BertConfig.of(vocabSize, maxLength, hiddenSize, layers, heads);
    }
}
