package org.alignersquad.core.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** A loopback endpoint with files and batches, as the Batch API has them: real HTTP, and counts of what was answered. */
final class BatchServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What becomes of a line the nth time that it is asked. */
    enum Fate {
        ANSWERED,
        /** A 500 in the error file. */
        ERROR,
        /** A 400 in the error file. */
        DECLINED,
        /** In neither file: the batch expires before its turn. */
        MISSING
    }

    final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    final List<Integer> batchSizes = java.util.Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger uploads = new AtomicInteger();
    final AtomicInteger failCreates = new AtomicInteger();
    /** Batches are in progress for so many looks. */
    volatile int looks = 2;

    private volatile boolean finishes;

    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> batches = new LinkedHashMap<>();
    private final Map<String, AtomicInteger> looked = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final BiFunction<String, Integer, Fate> fate;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private BatchServer(BiFunction<String, Integer, Fate> fate) throws IOException {
        this.fate = fate;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/v1/files", this::files);
        server.createContext("/v1/batches", this::batches);
        server.start();
    }

    static BatchServer start(BiFunction<String, Integer, Fate> fate) throws IOException {
        return new BatchServer(fate);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    void finishAtNextLook() {
        finishes = true;
    }

    private void files(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (exchange.getRequestMethod().equals("GET")) {
            send(exchange, 200, files.get(path[3]));
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String boundary = exchange.getRequestHeaders().getFirst("Content-Type").split("boundary=")[1];
        String[] parts = body.split("--" + boundary);
        if (!parts[1].contains("name=\"purpose\"") || !parts[1].strip().endsWith("batch")) {
            send(exchange, 400, "{\"error\":{\"message\":\"purpose\"}}");
            return;
        }
        String id = "file-" + ids.incrementAndGet();
        files.put(id, parts[2].substring(parts[2].indexOf("\r\n\r\n") + 4));
        uploads.incrementAndGet();
        send(exchange, 200, JSON.createObjectNode().put("id", id).toString());
    }

    private synchronized void batches(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (exchange.getRequestMethod().equals("POST")) {
            create(exchange);
        } else if (path.length == 3) {
            ObjectNode list = JSON.createObjectNode();
            batches.values().forEach(list.putArray("data")::add);
            send(exchange, 200, list.toString());
        } else {
            look(exchange, batches.get(path[3]));
        }
    }

    private void create(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        if (!body.path("endpoint").asText().equals("/v1/chat/completions")
                || !files.containsKey(body.path("input_file_id").asText())) {
            send(exchange, 400, "{\"error\":{\"message\":\"endpoint or file\"}}");
            return;
        }
        String id = "batch_" + ids.incrementAndGet();
        ObjectNode batch = (ObjectNode) body.deepCopy();
        batch.put("id", id).put("status", "in_progress");
        batches.put(id, batch);
        batchSizes.add(files.get(body.path("input_file_id").asText()).strip().split("\n").length);
        // made, and yet the client is told that it failed
        if (failCreates.getAndUpdate(left -> Math.max(0, left - 1)) > 0) send(exchange, 500, "{}");
        else send(exchange, 200, batch.toString());
    }

    private void look(HttpExchange exchange, ObjectNode batch) throws IOException {
        String id = batch.path("id").asText();
        if (looked.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet() == looks + 1 || finishes)
            finish(batch);
        send(exchange, 200, batch.toString());
    }

    private void finish(ObjectNode batch) throws IOException {
        if (!batch.path("status").asText().equals("in_progress")) return;
        StringBuilder output = new StringBuilder();
        StringBuilder errors = new StringBuilder();
        boolean missing = false;
        for (String text :
                files.get(batch.path("input_file_id").asText()).strip().split("\n")) {
            JsonNode line = JSON.readTree(text);
            String key = line.path("custom_id").asText();
            JsonNode messages = line.path("body").path("messages");
            String question = messages.path(messages.size() - 1).path("content").asText();
            int times =
                    asked.computeIfAbsent(question, any -> new AtomicInteger()).incrementAndGet();
            switch (fate.apply(question, times)) {
                case ANSWERED ->
                    output.append(result(key, 200, answer(question))).append('\n');
                case ERROR ->
                    errors.append(result(key, 500, JSON.createObjectNode())).append('\n');
                case DECLINED ->
                    errors.append(result(key, 400, JSON.createObjectNode())).append('\n');
                case MISSING -> missing = true;
            }
        }
        batch.put("status", missing ? "expired" : "completed");
        if (output.length() > 0) batch.put("output_file_id", stored(output));
        if (errors.length() > 0) batch.put("error_file_id", stored(errors));
    }

    private String stored(StringBuilder text) {
        String id = "file-" + ids.incrementAndGet();
        files.put(id, text.toString());
        return id;
    }

    private static ObjectNode result(String key, int status, ObjectNode body) {
        ObjectNode line = JSON.createObjectNode().put("custom_id", key);
        line.putObject("response").put("status_code", status).set("body", body);
        return line;
    }

    private static ObjectNode answer(String question) {
        ObjectNode body = JSON.createObjectNode().put("model", "batch-1");
        body.putArray("choices")
                .addObject()
                .put("finish_reason", "stop")
                .putObject("message")
                .put("content", "= " + question);
        body.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", 3);
        return body;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
