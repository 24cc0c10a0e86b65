package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/**
 * Which teacher is asked, and how hard it may be pressed. Holds no secret.
 *
 * @param model the endpoint's model name
 * @param baseUrl up to and including the version, as in {@code https://api.openai.com/v1}; a query is kept. Null for the
 *     embedded teacher, whose address is known once its server has started ({@link #withBaseUrl}), and where there are
 *     {@code endpoints}
 * @param apiKey where the key is found: {@code env:NAME}, {@code file:PATH} or {@code secret:SCOPE/KEY}, read on the
 *     executor; null for endpoints without one
 * @param inFlight most requests in flight per Spark task
 * @param requestTimeout from sending a request to the last byte of its answer, per transport attempt
 * @param maxAttempts times that a request is sent where the transport or the server fails
 * @param repairs times that a malformed answer is asked for again
 * @param requestsPerMinute limit of each endpoint, for the whole application; null for none
 * @param tokensPerMinute limit of each endpoint on prompt and completion tokens, for the whole application; null for none
 * @param prices null where money is not counted
 * @param maxInFlight most requests in flight at each endpoint, for the whole application; null for none
 * @param deadline of one request over all its attempts, from the first time that it is sent; null for none
 * @param longestAnswer an answer that was cut is asked for again with twice the tokens, until they would be more than
 *     this; null for one such time
 * @param outagePatience how long the job waits for a teacher that is away before it stops, resumable; null for ten minutes
 * @param dialect how the endpoint differs from the plain protocol; null where it does not
 * @param endpoints several addresses of the same model, in place of {@code base_url}; null for one
 * @param batch asks through the endpoint's Batch API; null for one request at a time
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
        @Nullable Prices prices,
        @Nullable Integer maxInFlight,
        @Nullable Duration deadline,
        @Nullable Integer longestAnswer,
        @Nullable Duration outagePatience,
        @Nullable DialectConfig dialect,
        @Nullable List<EndpointConfig> endpoints,
        @Nullable BatchConfig batch)
        implements Serializable {
    public TeacherConfig {
        if (model.isBlank()) throw new IllegalArgumentException("model must not be blank");
        if (endpoints != null) endpoints = checkedEndpoints(endpoints, baseUrl);
        else if (baseUrl == null && kind != TeacherKind.EMBEDDED) {
            throw new IllegalArgumentException("base_url or endpoints is needed for kind " + Names.kebab(kind));
        }
        if (baseUrl != null) EndpointConfig.checkBaseUrl(baseUrl);
        if (apiKey != null) SecretReference.check("api_key", apiKey);
        requireAtLeast("in_flight", 1, inFlight);
        requireAtLeast("max_attempts", 1, maxAttempts);
        requireAtLeast("repairs", 0, repairs);
        if (longestAnswer != null) requireAtLeast("longest_answer", 1, longestAnswer);
        new RateLimits(requestsPerMinute, tokensPerMinute, maxInFlight);
        requirePositive("request_timeout", requestTimeout);
        if (deadline != null) requirePositive("deadline", deadline);
        if (outagePatience != null) requirePositive("outage_patience", outagePatience);
    }

    /** A teacher at one address, in the plain protocol, asked one request at a time. */
    public TeacherConfig(
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
            @Nullable Prices prices) {
        this(
                kind,
                model,
                baseUrl,
                apiKey,
                inFlight,
                requestTimeout,
                maxAttempts,
                repairs,
                requestsPerMinute,
                tokensPerMinute,
                prices,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
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
                prices,
                maxInFlight,
                deadline,
                longestAnswer,
                outagePatience,
                dialect,
                endpoints,
                batch);
    }

    private static List<EndpointConfig> checkedEndpoints(List<EndpointConfig> endpoints, @Nullable String baseUrl) {
        if (baseUrl != null) throw new IllegalArgumentException("either base_url or endpoints, not both");
        if (endpoints.isEmpty()) throw new IllegalArgumentException("endpoints must not be empty");
        return List.copyOf(endpoints);
    }

    private static void requireAtLeast(String key, int least, int value) {
        if (value < least) throw new IllegalArgumentException(key + " must be at least " + least + ", is: " + value);
    }

    private static void requirePositive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be more than 0, is: " + value);
        }
    }

    /**
     * Every address with what holds for it, the teacher's own values filled in.
     *
     * @throws IllegalArgumentException for the embedded teacher before it has an address
     */
    List<EndpointConfig> addresses() {
        if (endpoints != null) return endpoints.stream().map(this::filled).toList();
        if (baseUrl == null) {
            throw new IllegalArgumentException("base_url is needed; the embedded teacher has one once it is started");
        }
        return List.of(filled(new EndpointConfig(baseUrl, null, null, null, null, null)));
    }

    /** Limits of all endpoints together; null where one of them has none. */
    public RateLimits limitsTogether() {
        if (endpoints == null) return new RateLimits(requestsPerMinute, tokensPerMinute, maxInFlight);
        List<RateLimits> all = addresses().stream().map(EndpointConfig::limits).toList();
        return new RateLimits(
                sum(all, RateLimits::requestsPerMinute),
                sum(all, RateLimits::tokensPerMinute),
                sum(all, RateLimits::maxInFlight));
    }

    private static @Nullable Integer sum(List<RateLimits> all, Function<RateLimits, @Nullable Integer> limit) {
        int sum = 0;
        for (RateLimits one : all) {
            @Nullable Integer more = limit.apply(one);
            if (more == null) return null;
            sum += more;
        }
        return sum;
    }

    private EndpointConfig filled(EndpointConfig endpoint) {
        return new EndpointConfig(
                endpoint.baseUrl(),
                endpoint.weight(),
                endpoint.apiKey() == null ? apiKey : endpoint.apiKey(),
                endpoint.requestsPerMinute() == null ? requestsPerMinute : endpoint.requestsPerMinute(),
                endpoint.tokensPerMinute() == null ? tokensPerMinute : endpoint.tokensPerMinute(),
                endpoint.maxInFlight() == null ? maxInFlight : endpoint.maxInFlight());
    }

    /** Names model and endpoint among all that an application asks; holds no secret and no address. */
    String limitsName(EndpointConfig endpoint) {
        // the embedded teacher has an address in each JVM, and is one all the same
        String address = kind == TeacherKind.EMBEDDED ? "embedded" : endpoint.baseUrl();
        return model + "@" + Hashes.id(address, model);
    }

    /** Most inputs that a task holds at one time: those in flight, or those of a batch. */
    int openCalls() {
        return batch == null ? inFlight : batch.maxRequests();
    }

    DialectConfig spoken() {
        return dialect == null ? DialectConfig.PLAIN : dialect;
    }
}
