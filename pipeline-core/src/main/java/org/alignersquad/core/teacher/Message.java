package org.alignersquad.core.teacher;

import java.io.Serializable;

/** One message of a chat prompt. {@code role} is {@code system}, {@code user} or {@code assistant}, as in the OpenAI protocol. */
public record Message(String role, String content) implements Serializable {
    public static Message system(String content) {
        return new Message("system", content);
    }

    public static Message user(String content) {
        return new Message("user", content);
    }

    public static Message assistant(String content) {
        return new Message("assistant", content);
    }
}
