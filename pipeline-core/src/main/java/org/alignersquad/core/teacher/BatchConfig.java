package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.time.Duration;

/**
 * Asking through the endpoint's Batch API: requests are uploaded as files and answered within a day, usually at half the
 * price, which is what {@code prices} must then say.
 *
 * @param pollInterval between two looks at a batch
 * @param maxRequests in one batch; endpoints take 50,000
 */
public record BatchConfig(Duration pollInterval, int maxRequests) implements Serializable {
    static final int MOST_REQUESTS = 50_000;

    public BatchConfig {
        if (pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("poll_interval must be more than 0, is: " + pollInterval);
        }
        if (maxRequests < 1 || maxRequests > MOST_REQUESTS) {
            throw new IllegalArgumentException(
                    "max_requests must be from 1 to " + MOST_REQUESTS + ", is: " + maxRequests);
        }
    }
}
