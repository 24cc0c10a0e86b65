package org.alignersquad.core.teacher.embedded;

import java.net.URI;
import java.util.Map;

public final class EmbeddedTeacherServer implements AutoCloseable {
    /** Starts on a free port of 127.0.0.1. */
    public static EmbeddedTeacherServer start() {
        return start(0);
    }

    public static EmbeddedTeacherServer start(int port) {
        throw new UnsupportedOperationException("port " + port);
    }

    /** Such as {@code http://127.0.0.1:40123/v1}. */
    public URI baseUrl() {
        throw new UnsupportedOperationException();
    }

    /** Completions answered since the start. */
    public long requests() {
        throw new UnsupportedOperationException();
    }

    /** Completions answered since the start, by task heading: topics, questions, answers, critique, judge, other. */
    public Map<String, Long> requestsByKind() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
