package org.alignersquad.core.task;

import java.io.Serializable;

/** What one question is to be like: its type and its topic. */
public record Hint(String questionType, String topic) implements Serializable {
    /** The start of the line that the hint with this number asks for. */
    String prefix(int number) {
        return number + ". type: " + questionType + ", topic: " + topic;
    }
}
