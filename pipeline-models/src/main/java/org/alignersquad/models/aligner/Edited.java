package org.alignersquad.models.aligner;

import org.jspecify.annotations.Nullable;

/**
 * A text after edits.
 *
 * @param text as it was where the edits do not fit
 * @param mismatch why they do not; null where they do
 */
public record Edited(String text, @Nullable String mismatch) {}
