package org.alignersquad.core.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The Batch API of an OpenAI-compatible endpoint: files and batches. Every method is one exchange and waits for it. */
final class BatchEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    // few exchanges with large bodies, which it streams. Redirects are not followed, they would carry the key elsewhere
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HttpConnections.CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final String WINDOW = "24h";
    /** The metadata by which a batch is found again that was made just before its maker was killed. */
    private static final String OUR_ID = "aligners_id";

    private final String baseUrl;
    private final String place;
    private final String method;
    private final TeacherProtocol protocol;
    private final EndpointHeaders headers;

    BatchEndpoint(TeacherConfig config, EndpointConfig address, EndpointHeaders headers) {
        this.baseUrl = address.baseUrl();
        this.place = address.place();
        this.method = "/v1" + config.kind().path();
        this.protocol = new TeacherProtocol(config.kind(), config.spoken());
        this.headers = headers;
    }

    /** One request as a line of an input file, with its end. */
    byte[] line(String key, TeacherRequest request) {
        ObjectNode line = JSON.createObjectNode()
                .put("custom_id", key)
                .put("method", "POST")
                .put("url", method);
        line.set("body", protocol.json(request));
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Gives the file's id. */
    String upload(List<byte[]> lines) throws IOException, InterruptedException {
        String boundary = "aligners-" + UUID.randomUUID();
        HttpRequest.Builder request = request("/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(multipart(boundary, lines));
        return required(json(send(request)), "id");
    }

    private static BodyPublisher multipart(String boundary, List<byte[]> lines) {
        String head =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"requests.jsonl\"\r\n"
                        + "Content-Type: application/jsonl\r\n\r\n";
        List<byte[]> parts = new ArrayList<>(lines.size() + 2);
        parts.add(head.getBytes(StandardCharsets.US_ASCII));
        parts.addAll(lines);
        parts.add(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        long length = parts.stream().mapToLong(part -> part.length).sum();
        return BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(parts), length);
    }

    /** Gives the batch's id. */
    String create(String fileId, String ourId) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("input_file_id", fileId)
                .put("endpoint", method)
                .put("completion_window", WINDOW);
        body.putObject("metadata").put(OUR_ID, ourId);
        HttpRequest.Builder request = request("/batches")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
        return required(json(send(request)), "id");
    }

    /** What has become of a batch. */
    JsonNode batch(String id) throws IOException, InterruptedException {
        return json(send(request("/batches/" + id).GET()));
    }

    /** The batch that was made with our id; null where there is none among the latest hundred. */
    @Nullable String find(String ourId) throws IOException, InterruptedException {
        for (JsonNode batch : json(send(request("/batches?limit=100").GET())).path("data")) {
            if (batch.path("metadata").path(OUR_ID).asText().equals(ourId)) return required(batch, "id");
        }
        return null;
    }

    /** Gives the lines of a file. */
    void content(String fileId, Consumer<JsonNode> consumer) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                send(request("/files/" + fileId + "/content").GET());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) consumer.accept(JSON.readTree(line));
            }
        }
    }

    TeacherAnswer answer(String model, JsonNode body) {
        return protocol.answer(model, body);
    }

    private HttpRequest.Builder request(String path) {
        int query = path.indexOf('?');
        URI uri = TeacherEndpoint.uri(baseUrl, query < 0 ? path : path.substring(0, query));
        if (query >= 0) {
            uri = URI.create(uri + (uri.getQuery() == null ? "?" : "&") + path.substring(query + 1));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        headers.each(request::setHeader);
        return request;
    }

    /** Fails with a {@link TeacherFailure} for whatever is not an answer. */
    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        int status = response.statusCode();
        if (status >= 200 && status < 300) return response;
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(1 << 16);
        }
        throw TeacherEndpoint.declined(
                place, status, body, headers, RetryAfter.of(response.headers()::firstValue, Instant.now()));
    }

    private static JsonNode json(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            return JSON.readTree(in);
        }
    }

    private static String required(JsonNode json, String field) throws IOException {
        if (!json.path(field).isTextual()) throw new IOException("The endpoint's response has no " + field);
        return json.path(field).textValue();
    }
}
