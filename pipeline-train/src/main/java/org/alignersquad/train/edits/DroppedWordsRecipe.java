package org.alignersquad.train.edits;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which words tell a misaligned response: those that aligned responses do without.
 *
 * @param minCount train rows at least whose aligned response dropped the word
 * @param minShare of these at least, among them and the aligned train responses that have the word
 * @param swappedCopies of each train pair that are learnt too, with others of these words in the place of those it dropped:
 *     what to drop is then looked up in the response rather than known by the rest of it. Absent: none
 */
public record DroppedWordsRecipe(
        int minCount, double minShare, @Nullable Integer swappedCopies) implements Serializable {
    /** What the figures' row 'drop the usual words' goes by where a recipe says nothing. */
    public static final DroppedWordsRecipe USUAL = new DroppedWordsRecipe(4, 0.75, null);

    public DroppedWordsRecipe {
        if (minCount < 1) throw new IllegalArgumentException("min_count must be at least 1, is: " + minCount);
        if (!(minShare > 0 && minShare <= 1))
            throw new IllegalArgumentException("min_share must be in (0, 1], is: " + minShare);
        if (swappedCopies != null && swappedCopies < 0)
            throw new IllegalArgumentException("swapped_copies must be at least 0, is: " + swappedCopies);
    }
}
