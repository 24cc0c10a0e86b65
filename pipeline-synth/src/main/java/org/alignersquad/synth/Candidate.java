package org.alignersquad.synth;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What may become a question: a line of a teacher's answer, or a row of a corpus.
 *
 * @param id of the line or row
 * @param key equal for the same question; the id where there is no question
 * @param reason why it is none, in kebab case; null where it is one
 * @param raw what was refused
 */
record Candidate(
        String id,
        String criterion,
        String questionType,
        String topic,
        String text,
        @Nullable String response,
        String key,
        @Nullable String reason,
        @Nullable String detail,
        @Nullable String raw)
        implements Serializable {}
