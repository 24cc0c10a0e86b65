package org.alignersquad.core.task;

/** How a teacher is asked. */
public enum Prompting {
    /** As an assistant that follows instructions. */
    CHAT,
    /**
     * As a base model that continues a text (the paper's way): worked examples, then the start of the next one. Its sampling
     * needs a stop text: {@code "\n\n\nInput:"} for answers, {@code "\n\n\n"} for topics and questions.
     */
    BASE
}
