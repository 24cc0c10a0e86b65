package org.alignersquad.core.teacher;

import java.time.Duration;

/**
 * How a client bears a failing endpoint.
 *
 * @param firstDelay before the second attempt; doubles with each further one, with jitter
 * @param mostDelay cap of that
 * @param circuitFailures failures in a row after which nothing is sent but probes
 * @param circuitPause between two probes
 * @param circuitPatience how long all endpoints may be dead before the job stops
 */
record Resilience(
        Duration firstDelay, Duration mostDelay, int circuitFailures, Duration circuitPause, Duration circuitPatience) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    static Resilience of(TeacherConfig config) {
        Duration patience = config.outagePatience() == null ? PATIENCE : config.outagePatience();
        return new Resilience(Duration.ofMillis(500), Duration.ofSeconds(30), 20, Duration.ofSeconds(5), patience);
    }
}
