package org.alignersquad.align.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A server on loopback that speaks the chat, the completions and the classification protocol; its models are functions
 * of the prompt's text. A prompt to which the function answers null gets status 500.
 */
public final class EndpointServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> prompts = new CopyOnWriteArrayList<>();

    public EndpointServer(UnaryOperator<String> text, ToDoubleFunction<String> misaligned) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/v1/chat/completions", exchange -> {
            String answer = text.apply(prompt(exchange));
            ObjectNode body = body();
            ObjectNode choice = body.putArray("choices").addObject().put("finish_reason", "stop");
            choice.putObject("message").put("role", "assistant").put("content", answer);
            send(exchange, body, answer != null);
        });
        server.createContext("/v1/completions", exchange -> {
            String answer = text.apply(prompt(exchange));
            ObjectNode body = body();
            body.putArray("choices").addObject().put("finish_reason", "stop").put("text", answer);
            send(exchange, body, answer != null);
        });
        server.createContext("/v1/classify", exchange -> {
            double score = misaligned.applyAsDouble(prompt(exchange));
            ObjectNode body = body();
            body.putArray("data").addObject().putArray("probs").add(1 - score).add(score);
            send(exchange, body, true);
        });
        server.start();
    }

    private String prompt(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        StringBuilder prompt = new StringBuilder();
        for (JsonNode message : body.path("messages"))
            prompt.append(message.path("content").asText()).append('\n');
        if (body.has("prompt")) prompt.append(body.get("prompt").asText());
        if (body.has("input")) prompt.append(body.get("input").asText());
        prompts.add(prompt.toString());
        return prompt.toString();
    }

    private static ObjectNode body() {
        ObjectNode body = JSON.createObjectNode().put("model", "served");
        body.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 2);
        return body;
    }

    private static void send(HttpExchange exchange, ObjectNode body, boolean good) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(good ? 200 : 500, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Texts that were sent, in order of arrival. */
    public List<String> prompts() {
        return List.copyOf(prompts);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
