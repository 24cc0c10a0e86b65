package org.alignersquad.align;

import org.alignersquad.models.aligner.Rewrite;
import org.jspecify.annotations.Nullable;

/**
 * What an aligner gave back for one text.
 *
 * @param rewrite null where it failed
 * @param failure why, else null
 */
record Rewritten(@Nullable Rewrite rewrite, @Nullable String failure) {
    static Rewritten of(Rewrite rewrite) {
        return new Rewritten(rewrite, null);
    }

    static Rewritten failed(String why) {
        return new Rewritten(null, why);
    }
}
