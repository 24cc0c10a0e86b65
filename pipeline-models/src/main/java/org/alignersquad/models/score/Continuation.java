package org.alignersquad.models.score;

import java.util.Arrays;

/**
 * A text in two parts, of which the second is judged.
 *
 * @param prompt at least one token, since something must come before the first token that is judged
 */
public record Continuation(int[] prompt, int[] continuation) {
    public Continuation {
        if (prompt.length == 0 || continuation.length == 0)
            throw new IllegalArgumentException(
                    "Continuation needs tokens in both parts, has " + prompt.length + " and " + continuation.length);
    }

    int length() {
        return prompt.length + continuation.length;
    }

    int[] inputIds() {
        int[] ids = Arrays.copyOf(prompt, length());
        System.arraycopy(continuation, 0, ids, prompt.length, continuation.length);
        return ids;
    }
}
