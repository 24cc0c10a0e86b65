package org.alignersquad.core.teacher;

import java.time.Duration;

/**
 * How a client bears a failing endpoint.
 *
 * @param firstDelay before the second attempt; doubles with each further one, with jitter
 * @param mostDelay cap of that
 * @param circuitFailures failures in a row after which nothing is sent but probes
 * @param circuitPause between two probes
 * @param circuitPatience how long requests wait for a dead endpoint before they fail
 */
record Resilience(
        Duration firstDelay, Duration mostDelay, int circuitFailures, Duration circuitPause, Duration circuitPatience) {
    static Resilience standard() {
        return new Resilience(
                Duration.ofMillis(500), Duration.ofSeconds(30), 20, Duration.ofSeconds(5), Duration.ofSeconds(60));
    }
}
