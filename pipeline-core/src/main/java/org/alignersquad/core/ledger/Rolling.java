package org.alignersquad.core.ledger;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a ledger writer closes its file, so that its answers count.
 *
 * @param answers after this many
 * @param interval after this long, also where no further answer arrives
 */
public record Rolling(int answers, Duration interval) implements Serializable {
    public Rolling {
        if (answers < 1) throw new IllegalArgumentException("answers must be at least 1, is: " + answers);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval must be more than 0, is: " + interval);
        }
    }

    /** A kill loses at most five seconds of answers; a task at ten answers a second writes 720 files an hour. */
    public static Rolling standard() {
        return new Rolling(500, Duration.ofSeconds(5));
    }
}
