package org.alignersquad.train.edits;

import java.io.Serializable;

/**
 * Which words tell a misaligned response: those that aligned responses do without.
 *
 * @param minCount train rows at least whose aligned response dropped the word
 * @param minShare of these at least, among them and the aligned train responses that have the word
 */
public record DroppedWordsRecipe(int minCount, double minShare) implements Serializable {
    /** What the figures' row 'drop the usual words' goes by where a recipe says nothing. */
    public static final DroppedWordsRecipe USUAL = new DroppedWordsRecipe(4, 0.75);

    public DroppedWordsRecipe {
        if (minCount < 1) throw new IllegalArgumentException("min_count must be at least 1, is: " + minCount);
        if (!(minShare > 0 && minShare <= 1))
            throw new IllegalArgumentException("min_share must be in (0, 1], is: " + minShare);
    }
}
