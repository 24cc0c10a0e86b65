package org.alignersquad.core.teacher;

/** How a teacher is spoken to. */
public enum TeacherKind {
    /** The built-in, deterministic, offline teacher, reached through its loopback server in the chat protocol. */
    EMBEDDED("/chat/completions"),
    /** An OpenAI-compatible endpoint for chat models. */
    OPENAI_CHAT("/chat/completions"),
    /** An OpenAI-compatible endpoint for base models: the messages' contents, joined by blank lines, are the prompt. */
    OPENAI_COMPLETIONS("/completions"),
    /** A classifier as vLLM serves it: the messages' contents are the input, the class probabilities the answer's text. */
    CLASSIFY("/classify");

    private final String path;

    TeacherKind(String path) {
        this.path = path;
    }

    /** Path of the method below the endpoint's base URL, with a leading slash. */
    String path() {
        return path;
    }
}
