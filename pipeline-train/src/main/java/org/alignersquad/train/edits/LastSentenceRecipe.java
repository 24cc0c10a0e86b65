package org.alignersquad.train.edits;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is learnt as an addition to a response's end: the last sentence of the aligned response.
 *
 * @param maxWords of such a sentence
 * @param choices the few sentences that are learnt in the place of all others, each pair's the one most like its own; they
 *     are train sentences, chosen so that every other has a similar one among them. Absent: each pair's own, where it is
 *     short enough
 */
public record LastSentenceRecipe(int maxWords, @Nullable Integer choices) implements Serializable {
    /** What the figures' row 'add always the same sentence' goes by where a recipe says nothing. */
    public static final LastSentenceRecipe USUAL = new LastSentenceRecipe(10, 1);

    public LastSentenceRecipe {
        if (maxWords < 1) throw new IllegalArgumentException("max_words must be at least 1, is: " + maxWords);
        if (choices != null && choices < 1)
            throw new IllegalArgumentException("choices must be at least 1, is: " + choices);
    }
}
