package org.alignersquad.core.teacher;

import java.util.concurrent.CompletableFuture;

/** A teacher behind an OpenAI-compatible endpoint. One per Spark task; they share the JVM's connections. */
public final class HttpTeacher implements Teacher {
    private HttpTeacher() {}

    /**
     * Reads the key, sends nothing. Call it where requests are sent from: on the executor.
     *
     * @throws IllegalArgumentException where the config has no base URL
     * @throws IllegalStateException where {@code api_key} leads to no usable key
     */
    public static HttpTeacher open(TeacherConfig config, RequestBudget budget) {
        throw new UnsupportedOperationException("follows in the next commit");
    }

    @Override
    public CompletableFuture<TeacherAnswer> ask(TeacherRequest request) {
        throw new UnsupportedOperationException("follows in the next commit");
    }

    @Override
    public void close() {}
}
