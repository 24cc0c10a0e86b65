package org.alignersquad.core.teacher.embedded;

import java.util.Locale;

/** What a prompt asks for, by its task line. */
enum EmbeddedTask {
    TOPICS("write topics"),
    QUESTIONS("write questions"),
    ANSWERS("write answers"),
    CRITIQUE("write a critique"),
    RESPONSE("write a response"),
    FAULT("name what is wrong"),
    REVISION("mend a response"),
    JUDGE("judge two responses"),
    INSPECT("inspect a response"),
    ALIGN("align a response"),
    OTHER("");

    private final String task;

    EmbeddedTask(String task) {
        this.task = task;
    }

    static EmbeddedTask of(PromptText prompt) {
        String task = prompt.task();
        for (EmbeddedTask candidate : values()) if (candidate.task.equals(task)) return candidate;
        return OTHER;
    }

    /** The name under which requests are counted. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
