package org.alignersquad.train.edits;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What of a pair an aligner of edits learns, which a small model cannot learn to the letter. Pairs that hold nothing of it
 * are left out of training; figures are taken on all.
 *
 * @param droppedWords words whose removal is learnt; absent: none
 * @param lastSentence what is learnt as an addition to the response's end; absent: nothing
 */
public record EditsRecipe(
        @Nullable DroppedWordsRecipe droppedWords, @Nullable LastSentenceRecipe lastSentence) implements Serializable {
    public EditsRecipe {
        if (droppedWords == null && lastSentence == null)
            throw new IllegalArgumentException("dropped_words or last_sentence must be there, else nothing is learnt");
    }
}
