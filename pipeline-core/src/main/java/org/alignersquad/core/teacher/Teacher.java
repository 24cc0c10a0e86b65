package org.alignersquad.core.teacher;

import java.util.concurrent.CompletableFuture;

/** A language model that is asked. Safe for use by many threads. */
public interface Teacher extends AutoCloseable {
    /**
     * Asks without waiting. The future fails with a {@link TeacherFailure} where there is no answer; cancelling it gives
     * up the request and its connection.
     */
    CompletableFuture<TeacherAnswer> ask(TeacherRequest request);

    /** Gives up what is in flight. */
    @Override
    void close();
}
