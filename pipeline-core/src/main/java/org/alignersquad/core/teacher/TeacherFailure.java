package org.alignersquad.core.teacher;

import java.time.Duration;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/** A request that got no usable answer. One such request is a reject row, never the end of a job. */
public final class TeacherFailure extends RuntimeException {
    /** Why there is no answer. */
    public enum Kind {
        /** 429 until the attempts were used up. */
        RATE_LIMITED,
        /** 5xx, 408, 409 or 425 until the attempts were used up. */
        SERVER_ERROR,
        /** No complete answer within the request timeout. */
        TIMEOUT,
        /** The connection could not be opened or broke. */
        CONNECTION,
        /** The endpoint understood and declined: 3xx or other 4xx. Not retried. */
        REFUSED,
        /** The endpoint said 200 with a body that is not the protocol's. */
        MALFORMED_RESPONSE,
        /** The answer was cut at its token limit, also at the largest one that the recipe allows. */
        TRUNCATED,
        /** The endpoint's content filter withheld the answer. */
        CONTENT_FILTER;

        /** As written in rejects tables: {@code rate-limited}. */
        public String reason() {
            return Names.kebab(this);
        }
    }

    private final Kind kind;
    private final int status;
    private final @Nullable Duration retryAfter;
    private final boolean isLast;

    public TeacherFailure(Kind kind, String detail) {
        this(kind, detail, (Throwable) null);
    }

    TeacherFailure(Kind kind, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.status = 0;
        this.retryAfter = null;
        this.isLast = false;
    }

    private TeacherFailure(TeacherFailure failure) {
        super(failure.getMessage() + " (the request's deadline is over)", failure);
        this.kind = failure.kind;
        this.status = failure.status;
        this.retryAfter = null;
        this.isLast = true;
    }

    /** The same failure, after which there is no time for another attempt. */
    TeacherFailure last() {
        return new TeacherFailure(this);
    }

    boolean isLast() {
        return isLast;
    }

    /** For a response of the endpoint that is not an answer. */
    TeacherFailure(Kind kind, String detail, int status, @Nullable Duration retryAfter) {
        super(detail);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
        this.isLast = false;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the endpoint says that it is asked too much. */
    boolean overloaded() {
        return status == 429 || status == 503;
    }

    /** Of the response; 0 where there was none. */
    int status() {
        return status;
    }

    /** Whether it says that the endpoint is away, and nothing about the request. */
    boolean endpointAway() {
        return switch (kind) {
            case SERVER_ERROR, TIMEOUT, CONNECTION -> true;
            case RATE_LIMITED, REFUSED, MALFORMED_RESPONSE, TRUNCATED, CONTENT_FILTER -> false;
        };
    }

    /** How long the endpoint asks to be left alone; null where it does not say. */
    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
