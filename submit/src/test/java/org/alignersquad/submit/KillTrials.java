package org.alignersquad.submit;

import java.util.stream.IntStream;

/**
 * Seeds of the trials in which a test kills what it started: one, or {@code -Daligners.kill.trials=100} of them, from {@code
 * -Daligners.kill.first=50} on, so that several processes can share them.
 */
final class KillTrials {
    private KillTrials() {}

    static int[] seeds() {
        int first = Integer.getInteger("aligners.kill.first", 0);
        return IntStream.range(first, first + Integer.getInteger("aligners.kill.trials", 1))
                .toArray();
    }
}
