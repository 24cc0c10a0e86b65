package org.alignersquad.synth;

import org.alignersquad.core.task.Prompting;
import org.alignersquad.core.teacher.Sampling;
import org.jspecify.annotations.Nullable;

/**
 * How responses, critiques and aligned responses are asked for.
 *
 * @param calls {@code one}: all three in one completion, as the paper does; {@code each}: each in a call of its own, which
 *     costs about three times the prompt tokens and keeps a critique from knowing what will be mended; null for one
 * @param prompting {@code chat} or {@code base}; null for chat
 */
record AnswersConfig(
        Sampling sampling, @Nullable Calls calls, @Nullable Prompting prompting) {
    /** How many calls make a triple. */
    enum Calls {
        ONE,
        EACH
    }

    AnswersConfig {
        if (calls == Calls.EACH && prompting == Prompting.BASE)
            throw new IllegalArgumentException("calls: each needs prompting: chat");
    }

    boolean each() {
        return calls == Calls.EACH;
    }

    Prompting style() {
        return prompting == null ? Prompting.CHAT : prompting;
    }
}
