package org.alignersquad.core.teacher;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Errors out of futures. */
final class Failures {
    private Failures() {}

    /** What a future failed with, without its wrapping. */
    static Throwable cause(Throwable error) {
        Throwable at = error;
        while (at instanceof CompletionException && at.getCause() != null) at = at.getCause();
        return at;
    }

    static Throwable known(@Nullable Throwable error) {
        return error == null ? new IllegalStateException("A request ended with neither answer nor error") : error;
    }
}
