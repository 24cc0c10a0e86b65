package org.alignersquad.train.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.alignersquad.core.text.Json;

/** A tracking server on the loopback that speaks MLflow's REST protocol for one experiment and one run. */
public final class TrackingServer implements AutoCloseable {
    private static final String ROOT = "/api/2.0/mlflow/";
    private static final String RUN = """
            {"run": {"info": {"run_id": "r1"}}, "run_info": {"run_id": "r1"}}""";

    private final HttpServer server;
    private final boolean failing;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** @param path below {@code /api/2.0/mlflow/} */
    public record Request(String path, JsonNode body, String authorization) {}

    private record Answer(int status, String body) {
        static Answer error(int status, String code, String message) {
            return new Answer(status, Json.line(java.util.Map.of("error_code", code, "message", message)));
        }
    }

    /** @param failing whether it answers nothing but errors, which repeat the client's credentials */
    public TrackingServer(boolean failing) throws IOException {
        this.failing = failing;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(ROOT, this::handle);
        server.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Request request = new Request(
                exchange.getRequestURI().getPath().substring(ROOT.length()),
                Json.read(body.isEmpty() ? "{}" : body, JsonNode.class),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        requests.add(request);
        Answer answer = failing ? Answer.error(500, "INTERNAL_ERROR", request.authorization()) : answer(request.path());
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Answer answer(String path) {
        return switch (path) {
            case "experiments/get-by-name" -> Answer.error(404, "RESOURCE_DOES_NOT_EXIST", "no such experiment");
            case "experiments/create" -> new Answer(200, "{\"experiment_id\": \"7\"}");
            case "runs/create", "runs/update" -> new Answer(200, RUN);
            case "runs/log-batch" -> new Answer(200, "{}");
            default -> Answer.error(404, "ENDPOINT_NOT_FOUND", path);
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
