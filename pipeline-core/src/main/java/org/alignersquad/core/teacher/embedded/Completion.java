package org.alignersquad.core.teacher.embedded;

import org.alignersquad.core.teacher.Sampling;

/**
 * What the teacher wrote, with counts at four characters a token.
 *
 * @param finishReason {@code stop}, or {@code length} where the text was cut at the most tokens asked for
 */
public record Completion(String text, String finishReason, int promptTokens, int completionTokens) {
    /** Usual for English text and byte-pair tokenizers. */
    private static final int CHARS_PER_TOKEN = 4;

    /** The part of an answer that the sampling's stop texts and token limit let through. */
    static Completion of(PromptText prompt, String answer, Sampling sampling) {
        String text = stopped(answer, sampling);
        long limit = (long) sampling.maxTokens() * CHARS_PER_TOKEN;
        boolean cut = text.length() > limit;
        if (cut) text = text.substring(0, (int) limit);
        return new Completion(text, cut ? "length" : "stop", tokens(prompt.text()), tokens(text));
    }

    private static String stopped(String answer, Sampling sampling) {
        int end = answer.length();
        for (String stop : sampling.stop()) {
            int at = stop.isEmpty() ? -1 : answer.indexOf(stop);
            if (at >= 0) end = Math.min(end, at);
        }
        return answer.substring(0, end);
    }

    private static int tokens(String text) {
        return (text.length() + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }
}
