package org.alignersquad.core.task;

import java.io.Serializable;
import java.util.List;

/**
 * What became of a call for questions: every hint is in exactly one of the two lists; lines that no hint asked for are
 * further entries of {@code rejected}, with hint -1.
 */
public record QuestionLines(List<Accepted> accepted, List<Rejected> rejected) implements Serializable {
    public QuestionLines {
        accepted = List.copyOf(accepted);
        rejected = List.copyOf(rejected);
    }

    /**
     * A hint and its question.
     *
     * @param hint index into the input's hints, from 0
     */
    public record Accepted(int hint, String questionType, String topic, String question) implements Serializable {}

    /**
     * A line that was not taken, or a hint without one.
     *
     * @param hint index into the input's hints, from 0; -1 for a line that was not asked for
     * @param line the line as it came; empty where there was none
     * @param reason {@code line-missing}, {@code line-unterminated}, {@code line-prefix-differs}, {@code line-not-asked}
     */
    public record Rejected(int hint, String line, String reason) implements Serializable {}
}
