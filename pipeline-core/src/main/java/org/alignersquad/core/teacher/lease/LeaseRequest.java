package org.alignersquad.core.teacher.lease;

import java.io.Serializable;
import java.util.Map;
import org.alignersquad.core.teacher.RateLimits;

/**
 * What a JVM asks of the driver.
 *
 * @param endpoint names endpoint and model; holds no secret
 * @param holder the JVM, by its executor id
 * @param tokens of each request that waits, the next one first
 * @param stock permits wanted beyond those that wait, where sends are not paced
 * @param held permits that this JVM has and has not given back: waiting for their moment, in stock or in flight
 * @param refunded tokens that were leased earlier and not used; negative where more were used
 * @param overloads times that the endpoint said since the last request that it is asked too much
 * @param counters what was counted since the last message, by name
 */
public record LeaseRequest(
        String endpoint,
        String holder,
        RateLimits limits,
        int[] tokens,
        int stock,
        long held,
        long refunded,
        int overloads,
        Map<String, Double> counters)
        implements Serializable {
    LeaseRequest withCounters(Map<String, Double> newCounters) {
        return new LeaseRequest(endpoint, holder, limits, tokens, stock, held, refunded, overloads, newCounters);
    }
}
