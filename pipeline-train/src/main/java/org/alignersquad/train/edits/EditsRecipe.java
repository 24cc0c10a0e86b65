package org.alignersquad.train.edits;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What of a pair an aligner of edits learns, which a small model cannot learn to the letter. Pairs that hold nothing of it
 * are left out of training; figures are taken on all.
 *
 * @param droppedWords words whose removal is learnt; absent: none
 * @param lastSentence most words of an aligned response's last sentence that is learnt as an addition to the response's end;
 *     absent: none
 */
public record EditsRecipe(
        @Nullable DroppedWordsRecipe droppedWords, @Nullable Integer lastSentence) implements Serializable {
    public EditsRecipe {
        if (droppedWords == null && lastSentence == null)
            throw new IllegalArgumentException("dropped_words or last_sentence must be there, else nothing is learnt");
        if (lastSentence != null && lastSentence < 1)
            throw new IllegalArgumentException("last_sentence must be at least 1 word, is: " + lastSentence);
    }
}
