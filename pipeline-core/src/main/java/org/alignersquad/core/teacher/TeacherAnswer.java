package org.alignersquad.core.teacher;

import java.io.Serializable;

/**
 * A completed answer of a teacher.
 *
 * @param model the model that the endpoint says has answered
 * @param finishReason as the endpoint gave it: {@code stop}, {@code length}, {@code content_filter}, …
 * @param cached true where the answer came from the ledger and was not paid again
 */
public record TeacherAnswer(
        String model, String text, String finishReason, int promptTokens, int completionTokens, boolean cached)
        implements Serializable {}
