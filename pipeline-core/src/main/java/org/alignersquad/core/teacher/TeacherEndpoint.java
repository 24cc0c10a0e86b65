package org.alignersquad.core.teacher;

import static org.alignersquad.core.teacher.TeacherFailure.Kind.CONNECTION;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.CONTENT_FILTER;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.MALFORMED_RESPONSE;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.RATE_LIMITED;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.REFUSED;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.SERVER_ERROR;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.TIMEOUT;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One exchange with an OpenAI-compatible endpoint, without retries. */
final class TeacherEndpoint {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<Integer> PASSING_STATUS = Set.of(408, 409, 425);
    private static final int EXCERPT = 300;

    // one per JVM: its threads and connections serve all tasks, and Java 17 cannot close it.
    // Redirects are not followed, they would carry the key elsewhere
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final TeacherProtocol protocol;
    private final URI uri;
    private final Duration timeout;
    private final @Nullable ApiKey key;

    TeacherEndpoint(TeacherConfig config, String baseUrl, @Nullable ApiKey key) {
        this.protocol = new TeacherProtocol(config.kind());
        this.uri = uri(baseUrl, config.kind().path());
        this.timeout = config.requestTimeout();
        this.key = key;
    }

    /** The method's path goes before a query, as in Azure's {@code ?api-version=}. */
    private static URI uri(String baseUrl, String path) {
        int query = baseUrl.indexOf('?');
        String base = query < 0 ? baseUrl : baseUrl.substring(0, query);
        String rest = query < 0 ? "" : baseUrl.substring(query);
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path + rest);
    }

    /** Fails with a {@link TeacherFailure}; cancelling breaks off the exchange. */
    CompletableFuture<TeacherAnswer> send(TeacherRequest request) {
        CompletableFuture<HttpResponse<byte[]>> exchange = CLIENT.sendAsync(http(request), info -> new BoundedBody());
        CompletableFuture<TeacherAnswer> answer = exchange.thenApply(response -> read(request, response))
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(error -> {
                    throw failure(error);
                });
        answer.whenComplete((value, error) -> exchange.cancel(true));
        return answer;
    }

    private HttpRequest http(TeacherRequest request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(protocol.body(request)));
        if (key != null) http.header("Authorization", key.authorization());
        return http.build();
    }

    private TeacherAnswer read(TeacherRequest request, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) return protocol.answer(request, response.body());
        String detail = "The endpoint " + place() + " answered with status " + status + ": " + excerpt(response.body());
        throw new TeacherFailure(kind(status, response.body()), detail, status, retryAfter(response));
    }

    private static TeacherFailure.Kind kind(int status, byte[] body) {
        String code = TeacherProtocol.errorCode(body);
        if (code.equals("content_filter")) return CONTENT_FILTER;
        // a quota that is used up has the status of a rate limit, but no waiting helps
        if (status == 429) return code.equals("insufficient_quota") ? REFUSED : RATE_LIMITED;
        return status >= 500 || PASSING_STATUS.contains(status) ? SERVER_ERROR : REFUSED;
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        @Nullable String header = response.headers().firstValue("Retry-After").orElse(null);
        return header == null ? null : RetryAfter.parse(header, Instant.now());
    }

    private String excerpt(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String masked = (key == null ? text : key.maskIn(text))
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return masked.length() <= EXCERPT ? masked : masked.substring(0, EXCERPT) + "…";
    }

    /** Without path and query, which may hold secrets. */
    private String place() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private TeacherFailure failure(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof TeacherFailure failure) return failure;
        if (cause instanceof TimeoutException) {
            return new TeacherFailure(TIMEOUT, "No complete answer from " + place() + " within " + timeout, cause);
        }
        if (cause instanceof BoundedBody.TooLargeException) {
            return new TeacherFailure(
                    MALFORMED_RESPONSE, "Cannot read the endpoint's response: " + cause.getMessage(), cause);
        }
        return new TeacherFailure(CONNECTION, "Connection to " + place() + " failed: " + words(cause), cause);
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
