package org.alignersquad.core.teacher;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What one model at one endpoint may be asked by the whole application.
 *
 * @param requestsPerMinute null for no limit
 * @param tokensPerMinute of prompts and completions; null for no limit
 * @param maxInFlight most requests that wait for their answer at one time; null for no limit
 */
public record RateLimits(
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer maxInFlight) implements Serializable {
    public static final RateLimits NONE = new RateLimits(null, null, null);

    public RateLimits {
        requireAtLeastOne("requests_per_minute", requestsPerMinute);
        requireAtLeastOne("tokens_per_minute", tokensPerMinute);
        requireAtLeastOne("max_in_flight", maxInFlight);
    }

    private static void requireAtLeastOne(String key, @Nullable Integer value) {
        if (value != null && value < 1) throw new IllegalArgumentException(key + " must be at least 1, is: " + value);
    }

    /** Whether sends must be spread over time. */
    public boolean paced() {
        return requestsPerMinute != null || tokensPerMinute != null;
    }
}
