package org.alignersquad.align.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A chat endpoint on loopback whose answers are a function of the prompt. */
final class JudgeServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    /** @param judge the prompt's text to the answer's */
    JudgeServer(UnaryOperator<String> judge) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, judge));
        server.start();
    }

    private void answer(HttpExchange exchange, UnaryOperator<String> judge) throws IOException {
        requests.incrementAndGet();
        StringBuilder prompt = new StringBuilder();
        for (JsonNode message : JSON.readTree(exchange.getRequestBody()).path("messages")) {
            prompt.append(message.path("content").asText()).append('\n');
        }
        var body = JSON.createObjectNode().put("model", "judge");
        body.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 2);
        var choice = body.putArray("choices").addObject().put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", judge.apply(prompt.toString()));
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
