package org.alignersquad.core.teacher;

import static org.alignersquad.core.teacher.TeacherFailure.Kind.CONNECTION;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.CONTENT_FILTER;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.MALFORMED_RESPONSE;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.RATE_LIMITED;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.REFUSED;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.SERVER_ERROR;
import static org.alignersquad.core.teacher.TeacherFailure.Kind.TIMEOUT;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
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
    private static final String USER_AGENT = "aligner-squads";
    // one per JVM, for all tasks
    private static final HttpConnections CONNECTIONS = new HttpConnections(Tls.trustedByJvm());
    private static final Set<Integer> PASSING_STATUS = Set.of(408, 409, 425);

    private final TeacherProtocol protocol;
    private final URI uri;
    private final Duration timeout;
    private final EndpointHeaders headers;

    TeacherEndpoint(TeacherConfig config, EndpointConfig address, EndpointHeaders headers) {
        this.protocol = new TeacherProtocol(config.kind(), config.spoken());
        this.uri = uri(address.baseUrl(), protocol.path());
        this.timeout = config.requestTimeout();
        this.headers = headers;
    }

    /** The method's path goes before a query, as in Azure's {@code ?api-version=}. */
    static URI uri(String baseUrl, String path) {
        int query = baseUrl.indexOf('?');
        String base = query < 0 ? baseUrl : baseUrl.substring(0, query);
        String rest = query < 0 ? "" : baseUrl.substring(query);
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path + rest);
    }

    /** Fails with a {@link TeacherFailure}; cancelling breaks off the exchange. */
    CompletableFuture<TeacherAnswer> send(TeacherRequest request, Duration atMost) {
        Duration limit = atMost.compareTo(timeout) < 0 ? atMost : timeout;
        CompletableFuture<HttpReply> exchange = CONNECTIONS.send(uri, http(request));
        CompletableFuture<TeacherAnswer> answer = exchange.thenApply(response -> read(request, response))
                .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(error -> {
                    throw failure(error, limit);
                });
        answer.whenComplete((value, error) -> exchange.cancel(true));
        return answer;
    }

    private FullHttpRequest http(TeacherRequest request) {
        byte[] body = protocol.body(request).getBytes(StandardCharsets.UTF_8);
        FullHttpRequest http = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, target(), Unpooled.wrappedBuffer(body));
        http.headers()
                .set(HttpHeaderNames.HOST, uri.getRawAuthority())
                .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        headers.each(http.headers()::set);
        return http;
    }

    private String target() {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + '?' + uri.getRawQuery();
    }

    /** Redirects are not followed: they would carry the key elsewhere. */
    private TeacherAnswer read(TeacherRequest request, HttpReply reply) {
        int status = reply.status();
        if (status >= 200 && status < 300) return protocol.answer(request.model(), reply.body());
        throw declined(place(), status, reply.body(), headers, RetryAfter.of(reply::header, Instant.now()));
    }

    /** What a response that is no answer says; throws a {@link TeacherStop} where no other request can get one either. */
    static TeacherFailure declined(
            String place, int status, byte[] body, EndpointHeaders headers, @Nullable Duration retryAfter) {
        String detail = "The endpoint " + place + " answered with status " + status + ": " + headers.excerpt(body);
        if (quotaUsedUp(status, body)) throw new TeacherStop(TeacherStop.Cause.QUOTA, detail);
        return new TeacherFailure(kind(status, body), detail, status, retryAfter);
    }

    /** Whether a status blames the request, so that sending it again cannot help. */
    static boolean refused(int status) {
        return kind(status, new byte[0]) == REFUSED;
    }

    /** It has the status of a rate limit, but no waiting helps. */
    private static boolean quotaUsedUp(int status, byte[] body) {
        return status == 402
                || (status == 429 && TeacherProtocol.errorCode(body).equals("insufficient_quota"));
    }

    private static TeacherFailure.Kind kind(int status, byte[] body) {
        String code = TeacherProtocol.errorCode(body);
        if (code.equals("content_filter")) return CONTENT_FILTER;
        if (status == 429) return RATE_LIMITED;
        return status >= 500 || PASSING_STATUS.contains(status) ? SERVER_ERROR : REFUSED;
    }

    /** Without path and query, which may hold secrets. */
    private String place() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private TeacherFailure failure(Throwable error, Duration limit) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof TeacherStop stop) throw stop;
        if (cause instanceof TeacherFailure failure) return failure;
        if (cause instanceof TimeoutException) {
            return new TeacherFailure(TIMEOUT, "No complete answer from " + place() + " within " + limit, cause);
        }
        if (cause instanceof HttpConnection.TooLargeException) {
            return new TeacherFailure(
                    MALFORMED_RESPONSE, "Cannot read the endpoint's response: " + cause.getMessage(), cause);
        }
        return new TeacherFailure(CONNECTION, "Connection to " + place() + " failed: " + words(cause), cause);
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
