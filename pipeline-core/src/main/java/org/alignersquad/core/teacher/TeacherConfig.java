package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/**
 * Which teacher is asked, and how hard it may be pressed. Holds no secret.
 *
 * @param model the endpoint's model name
 * @param baseUrl up to and including the version, as in {@code https://api.openai.com/v1}; a query is kept. Null only for
 *     the embedded teacher, whose address is known once its server has started ({@link #withBaseUrl})
 * @param apiKey where the key is found: {@code env:NAME} or {@code file:PATH}, read on the executor; null for endpoints
 *     without one
 * @param inFlight most requests in flight per Spark task
 * @param requestTimeout from sending a request to the last byte of its answer, per transport attempt
 * @param maxAttempts times that a request is sent where the transport or the server fails
 * @param repairs times that a malformed answer is asked for again
 * @param requestsPerMinute limit for the whole application; null for none
 * @param tokensPerMinute limit on prompt and completion tokens for the whole application; null for none
 * @param prices null where money is not counted
 */
public record TeacherConfig(
        TeacherKind kind,
        String model,
        @Nullable String baseUrl,
        @Nullable String apiKey,
        int inFlight,
        Duration requestTimeout,
        int maxAttempts,
        int repairs,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Prices prices)
        implements Serializable {
    public TeacherConfig {
        if (model.isBlank()) throw new IllegalArgumentException("model must not be blank");
        if (baseUrl == null && kind != TeacherKind.EMBEDDED) {
            throw new IllegalArgumentException("base_url is needed for kind " + Names.kebab(kind));
        }
        if (baseUrl != null) checkBaseUrl(baseUrl);
        if (apiKey != null) ApiKey.checkReference(apiKey);
        requireAtLeast("in_flight", 1, inFlight);
        requireAtLeast("max_attempts", 1, maxAttempts);
        requireAtLeast("repairs", 0, repairs);
        if (requestsPerMinute != null) requireAtLeast("requests_per_minute", 1, requestsPerMinute);
        if (tokensPerMinute != null) requireAtLeast("tokens_per_minute", 1, tokensPerMinute);
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("request_timeout must be more than 0, is: " + requestTimeout);
        }
    }

    /** The same teacher at another address: how the embedded teacher learns where its server listens. */
    public TeacherConfig withBaseUrl(String url) {
        return new TeacherConfig(
                kind,
                model,
                url,
                apiKey,
                inFlight,
                requestTimeout,
                maxAttempts,
                repairs,
                requestsPerMinute,
                tokensPerMinute,
                prices);
    }

    private static void requireAtLeast(String key, int least, int value) {
        if (value < least) throw new IllegalArgumentException(key + " must be at least " + least + ", is: " + value);
    }

    private static void checkBaseUrl(String baseUrl) {
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
