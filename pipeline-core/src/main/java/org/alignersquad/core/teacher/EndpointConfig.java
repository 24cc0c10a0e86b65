package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One of several addresses of the same model. Holds no secret.
 *
 * @param baseUrl as {@code teacher.base_url}
 * @param weight its part of the requests, relative to the others'; null for 1
 * @param apiKey as {@code teacher.api_key}; null for that one
 * @param requestsPerMinute of this endpoint, for the whole application; null for the teacher's
 * @param tokensPerMinute of this endpoint, for the whole application; null for the teacher's
 * @param maxInFlight of this endpoint, for the whole application; null for the teacher's
 */
public record EndpointConfig(
        String baseUrl,
        @Nullable Integer weight,
        @Nullable String apiKey,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer maxInFlight)
        implements Serializable {
    public EndpointConfig {
        checkBaseUrl(baseUrl);
        if (apiKey != null) SecretReference.check("api_key", apiKey);
        if (weight != null && weight < 1)
            throw new IllegalArgumentException("weight must be at least 1, is: " + weight);
        new RateLimits(requestsPerMinute, tokensPerMinute, maxInFlight);
    }

    int share() {
        return weight == null ? 1 : weight;
    }

    RateLimits limits() {
        return new RateLimits(requestsPerMinute, tokensPerMinute, maxInFlight);
    }

    /** Host and port, without path and query, which may hold secrets. */
    String place() {
        URI uri = URI.create(baseUrl);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    static void checkBaseUrl(String baseUrl) {
        URI uri;
        try {
            uri = URI.create(baseUrl);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base_url must be an http or https address", e);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("base_url must not hold a user or password; use api_key");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException("base_url must be an http or https address, is: " + baseUrl);
        }
    }
}
