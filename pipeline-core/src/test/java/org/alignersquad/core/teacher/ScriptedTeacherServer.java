package org.alignersquad.core.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A loopback endpoint that answers as a script says: real HTTP, chosen faults, and counts of what arrived. */
final class ScriptedTeacherServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // read once, when the first server of the JVM starts
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    /** A request as it arrived; {@code times} counts arrivals of the same body, from 1. */
    record Seen(String path, String authorization, Map<String, String> headers, JsonNode body, int times, long nanos) {
        String lastMessage() {
            JsonNode messages = body.path("messages");
            return messages.path(messages.size() - 1).path("content").asText();
        }
    }

    /** What the server does: waits, then breaks the connection (status 0) or responds. */
    record Reply(int status, Map<String, String> headers, byte[] body, Duration delay) {
        Reply after(Duration wait) {
            return new Reply(status, headers, body, wait);
        }

        Reply with(String header, String value) {
            return new Reply(status, Map.of(header, value), body, delay);
        }
    }

    static Reply text(String text) {
        return text(text, "stop");
    }

    static Reply text(String text, String finishReason) {
        var root = JSON.createObjectNode().put("model", "scripted-1");
        var choice = root.putArray("choices").addObject().put("finish_reason", finishReason);
        choice.putObject("message").put("role", "assistant").put("content", text);
        choice.put("text", text);
        root.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", 3);
        return status(200, root.toString());
    }

    static Reply status(int status, String body) {
        return bytes(status, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply bytes(int status, byte[] body) {
        return new Reply(status, Map.of(), body, Duration.ZERO);
    }

    static Reply reset() {
        return status(0, "");
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger mostInFlight = new AtomicInteger();

    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "scripted-teacher");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private final boolean remembers;

    private ScriptedTeacherServer(Function<Seen, Reply> script, boolean remembers) throws IOException {
        this.remembers = remembers;
        server = atFreshPort();
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, script));
        server.start();
    }

    /** The JVM remembers what an endpoint has done: none gets a port that another had. */
    private static HttpServer atFreshPort() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        if (PORTS.add(server.getAddress().getPort())) return server;
        server.stop(0);
        return atFreshPort();
    }

    static ScriptedTeacherServer start(Function<Seen, Reply> script) throws IOException {
        return new ScriptedTeacherServer(script, true);
    }

    /** Counts requests, and keeps none of them: for long runs. */
    static ScriptedTeacherServer startForgetful(Function<Seen, Reply> script) throws IOException {
        return new ScriptedTeacherServer(script, false);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void serve(HttpExchange exchange, Function<Seen, Reply> script) throws IOException {
        requests.incrementAndGet();
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            send(exchange, reply(exchange, script));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(HttpExchange exchange, Function<Seen, Reply> script) throws IOException, InterruptedException {
        try {
            Reply reply = script.apply(read(exchange));
            if (!reply.delay().isZero()) Thread.sleep(reply.delay().toMillis());
            return reply;
        } finally {
            // before the client sees the response and sends its next request
            inFlight.decrementAndGet();
        }
    }

    private Seen read(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int count = remembers
                ? times.computeIfAbsent(body, any -> new AtomicInteger()).incrementAndGet()
                : 1;
        Seen request = new Seen(
                exchange.getRequestURI().toString(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                exchange.getRequestHeaders().entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().get(0))),
                JSON.readTree(body),
                count,
                System.nanoTime());
        if (remembers) seen.add(request);
        return request;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.status() == 0) return;
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(reply.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
