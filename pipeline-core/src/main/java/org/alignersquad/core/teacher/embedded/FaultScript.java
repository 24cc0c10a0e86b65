package org.alignersquad.core.teacher.embedded;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the embedded teacher's server misbehaves: a YAML file for tests, benchmarks and dry runs. What happens to a request
 * depends on the seed, its body, and how often that body has come before, so a run meets the same faults whatever the
 * order in which its requests arrive, and a request that is sent again is drawn for again.
 *
 * @param seed of all draws
 * @param latency null for none
 * @param requestsPerMinute what the server grants, refilled evenly with room for one second's; beyond it comes 429; null
 *     for no limit
 * @param tokensPerMinute the same for tokens: a request counts with its body's characters by four and its {@code
 *     max_tokens}; null for no limit
 * @param retryAfter sent with the 429 of these two limits, in whole seconds; null for no such header
 * @param faults drawn for every request that was granted; their probabilities add up to at most 1; null for none
 * @param outages null for none
 */
public record FaultScript(
        long seed,
        @Nullable Latency latency,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Duration retryAfter,
        @Nullable List<Fault> faults,
        @Nullable List<Outage> outages) {
    private static final double ROUNDING = 1e-9;

    public FaultScript {
        requirePositive("requests_per_minute", requestsPerMinute);
        requirePositive("tokens_per_minute", tokensPerMinute);
        if (faults != null) faults = List.copyOf(faults);
        if (outages != null) outages = List.copyOf(outages);
        double sum = faults == null
                ? 0
                : faults.stream().mapToDouble(Fault::probability).sum();
        if (sum > 1 + ROUNDING) {
            throw new IllegalArgumentException("the probabilities of faults must add up to at most 1, are: " + sum);
        }
    }

    private static void requirePositive(String key, @Nullable Integer value) {
        if (value != null && value < 1) throw new IllegalArgumentException(key + " must be at least 1, is: " + value);
    }

    @Override
    public List<Fault> faults() {
        return faults == null ? List.of() : faults;
    }

    @Override
    public List<Outage> outages() {
        return outages == null ? List.of() : outages;
    }

    /** The outage that is on, or null. */
    @Nullable Outage outage(Duration sinceStart) {
        return outages().stream()
                .filter(outage -> outage.covers(sinceStart))
                .findFirst()
                .orElse(null);
    }

    /** A server that answers at once, and always. */
    public static FaultScript none() {
        return new FaultScript(0, null, null, null, null, null, null);
    }

    /** A server that answers always, after a fixed time. */
    public static FaultScript withLatency(Duration latency) {
        return new FaultScript(0, Latency.fixed(latency), null, null, null, null, null);
    }
}
