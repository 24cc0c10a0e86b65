package org.alignersquad.core.teacher.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.alignersquad.core.teacher.embedded.ChatProtocol.Asked;
import org.alignersquad.core.teacher.embedded.ChatProtocol.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded teacher behind HTTP on 127.0.0.1, speaking the OpenAI protocol: {@code /v1/chat/completions}, {@code
 * /v1/completions} and {@code /v1/models}. Any key and model name are taken; answers carry the teacher's own name.
 * Thread-safe; the caller closes it.
 */
public final class EmbeddedTeacherServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTeacherServer.class);

    /** Waiting for slow bodies takes threads, not CPU. */
    private static final int THREADS = 128;

    private static final InetAddress LOOPBACK = ipv4Loopback();

    private static final int BACKLOG = 1_024;

    static {
        // the JDK's server reads these once: without the first, small answers wait 40 ms for the client's ACK
        setDefault("sun.net.httpserver.nodelay", "true");
        setDefault("sun.net.httpserver.maxIdleConnections", "4096");
    }

    private static InetAddress ipv4Loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) System.setProperty(property, value);
    }

    private final EmbeddedTeacher teacher = new EmbeddedTeacher();
    private final Map<EmbeddedTask, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final ExecutorService threads;
    private final HttpServer server;

    private EmbeddedTeacherServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, port), BACKLOG);
        threads = Executors.newFixedThreadPool(THREADS, EmbeddedTeacherServer::daemon);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, body -> chat(body)));
        server.createContext("/v1/completions", exchange -> answer(exchange, body -> completion(body)));
        server.createContext("/v1/models", exchange -> send(exchange, 200, ChatProtocol.models()));
        server.start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "embedded-teacher");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static EmbeddedTeacherServer start() {
        return start(0);
    }

    /** Starts on a port of 127.0.0.1; 0 takes a free one. */
    public static EmbeddedTeacherServer start(int port) {
        try {
            return new EmbeddedTeacherServer(port);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1:" + port, e);
        }
    }

    /** Such as {@code http://127.0.0.1:40123/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** Completions answered since the start. */
    public long requests() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Completions answered since the start, by task: topics, questions, answers, critique, judge, other. */
    public Map<String, Long> requestsByKind() {
        Map<String, Long> byKind = new TreeMap<>();
        counts.forEach((task, count) -> byKind.put(task.label(), count.sum()));
        return byKind;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Endpoint {
        byte[] answer(byte[] body) throws BadRequestException;
    }

    private byte[] chat(byte[] body) throws BadRequestException {
        return ChatProtocol.chat(complete(ChatProtocol.readChat(body)), ids.incrementAndGet());
    }

    private byte[] completion(byte[] body) throws BadRequestException {
        return ChatProtocol.completion(complete(ChatProtocol.readCompletion(body)), ids.incrementAndGet());
    }

    private Completion complete(Asked asked) {
        Completion completion = teacher.complete(asked.messages(), asked.sampling());
        EmbeddedTask task = EmbeddedTask.of(PromptText.of(asked.messages()));
        counts.computeIfAbsent(task, t -> new LongAdder()).increment();
        return completion;
    }

    private static void answer(HttpExchange exchange, Endpoint endpoint) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, 405, ChatProtocol.error("invalid_request_error", "Only POST is answered here"));
            return;
        }
        try {
            send(exchange, 200, endpoint.answer(body));
        } catch (BadRequestException e) {
            send(exchange, 400, ChatProtocol.error("invalid_request_error", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("The embedded teacher failed on a request of {} bytes", body.length, e);
            send(exchange, 500, ChatProtocol.error("server_error", e.getClass().getSimpleName()));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
        exchange.close();
    }

    /** Serves until the process ends. Argument: PORT. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 1) throw new IllegalArgumentException("Expected PORT, got: " + List.of(args));
        EmbeddedTeacherServer server = start(Integer.parseInt(args[0]));
        LOG.info("{} listens at {}", EmbeddedTeacher.MODEL, server.baseUrl());
        Thread.currentThread().join();
    }
}
