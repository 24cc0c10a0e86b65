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
        /** The endpoint understood and declined: 3xx, other 4xx, a quota used up. Not retried. */
        REFUSED,
        /** The endpoint said 200 with a body that is not the protocol's. */
        MALFORMED_RESPONSE,
        /** The answer was cut at its token limit, also with twice the tokens. */
        TRUNCATED,
        /** The endpoint's content filter withheld the answer. */
        CONTENT_FILTER,
        /** The endpoint has been dead for so long that nothing is sent but probes. */
        CIRCUIT_OPEN;

        /** As written in rejects tables: {@code rate-limited}. */
        public String reason() {
            return Names.kebab(this);
        }
    }

    private final Kind kind;
    private final boolean overloaded;
    private final @Nullable Duration retryAfter;

    public TeacherFailure(Kind kind, String detail) {
        this(kind, detail, (Throwable) null);
    }

    TeacherFailure(Kind kind, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.overloaded = false;
        this.retryAfter = null;
    }

    /** For a response of the endpoint that is not an answer. */
    TeacherFailure(Kind kind, String detail, int status, @Nullable Duration retryAfter) {
        super(detail);
        this.kind = kind;
        this.overloaded = status == 429 || status == 503;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the endpoint says that it is asked too much. */
    boolean overloaded() {
        return overloaded;
    }

    /** How long the endpoint asks to be left alone; null where it does not say. */
    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
