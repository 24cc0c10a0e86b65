package org.alignersquad.models.aligner;

/**
 * Units of a text that give way to another text; see {@link TextDiff}.
 *
 * @param from the first of them
 * @param to the first behind them; equal to {@code from} where text only comes in
 * @param inserted what comes in their place
 */
public record Hunk(int from, int to, String inserted) {
    Hunk from(int start, String before) {
        return new Hunk(start, to, before + inserted);
    }
}
