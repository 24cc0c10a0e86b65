package org.alignersquad.core.teacher;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What became of one input: an output, or the reason why there is none.
 *
 * @param rootKey of its first request
 * @param output null where the call failed
 * @param reason null where there is an output; else {@code malformed-answer} or the reason of a
 *     {@link TeacherFailure.Kind}
 * @param detail what happened, in words; empty where there is an output
 * @param text of the last answer, as the teacher gave it; empty where none came
 * @param promptTokens over all attempts, whether they were paid now or earlier
 * @param completionTokens over all attempts, whether they were paid now or earlier
 * @param cached true where nothing was sent for this input
 * @param attempts answers that were read, repairs included
 */
public record Call<I, O>(
        I input,
        String rootKey,
        @Nullable O output,
        @Nullable String reason,
        String detail,
        String text,
        int promptTokens,
        int completionTokens,
        boolean cached,
        int attempts)
        implements Serializable {
    /** The reason of a call whose answers all lacked the form that was asked for. */
    public static final String MALFORMED_ANSWER = "malformed-answer";

    public Call {
        if ((output == null) == (reason == null)) {
            throw new IllegalArgumentException(
                    "a call has either an output or a reason, has: " + output + ", " + reason);
        }
    }

    public boolean failed() {
        return reason != null;
    }
}
