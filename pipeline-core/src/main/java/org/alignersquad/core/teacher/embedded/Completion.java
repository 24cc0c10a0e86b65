package org.alignersquad.core.teacher.embedded;

/** @param finishReason {@code stop}, or {@code length} where the text was cut at the most tokens asked for */
public record Completion(String text, String finishReason, int promptTokens, int completionTokens) {}
