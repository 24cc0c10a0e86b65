package org.alignersquad.core.teacher.embedded;

import java.time.Duration;

/**
 * A time in which every request meets the same fault.
 *
 * @param from since the server's start
 * @param to since the server's start
 */
public record Outage(Duration from, Duration to, FaultKind kind) {
    public Outage {
        if (to.compareTo(from) <= 0) {
            throw new IllegalArgumentException("to must be later than from, are: " + from + ", " + to);
        }
    }

    boolean covers(Duration sinceStart) {
        return sinceStart.compareTo(from) >= 0 && sinceStart.compareTo(to) < 0;
    }
}
