package org.alignersquad.core.teacher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.alignersquad.core.criteria.CriterionFiles;
import org.alignersquad.core.task.AnswersTask;
import org.alignersquad.core.task.Question;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.TeacherRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestEmbeddedTeacherServer {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int IN_FLIGHT = 128;
    private static final int MANY = 10_000;

    private final EmbeddedTeacherServer server = EmbeddedTeacherServer.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        server.close();
    }

    private static TeacherRequest request(String question) {
        return new AnswersTask(CriterionFiles.load("helpful"), "some-model", Triples.SAMPLING)
                .request(new Question("", "", "", question));
    }

    private static String body(TeacherRequest request) {
        ObjectNode body = JSON.createObjectNode().put("model", request.model());
        body.put("max_tokens", request.sampling().maxTokens())
                .put("seed", request.sampling().seed());
        for (Message m : request.messages())
            body.withArray("messages").addObject().put("role", m.role()).put("content", m.content());
        return body.toString();
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void answersChatAsTheTeacherDoes() throws IOException, InterruptedException {
        TeacherRequest request = request("How do bees find home?");
        JsonNode answer =
                JSON.readTree(send(post("/chat/completions", body(request))).body());
        Completion expected = Triples.TEACHER.complete(request.messages(), request.sampling());
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(expected.text());
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/model").asText()).isEqualTo("embedded-teacher-1");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(expected.promptTokens());
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(expected.completionTokens());
        assertThat(server.requestsByKind()).isEqualTo(Map.of("answers", 1L));
    }

    @Test
    void answersCompletionsOfTheSamePrompt() throws IOException, InterruptedException {
        TeacherRequest request = request("How do bees find home?");
        String prompt = request.messages().get(0).content() + "\n\n"
                + request.messages().get(1).content();
        String body =
                JSON.createObjectNode().put("prompt", prompt).put("seed", 11).toString();
        JsonNode answer = JSON.readTree(send(post("/completions", body)).body());
        assertThat(answer.at("/choices/0/text").asText())
                .isEqualTo(Triples.TEACHER
                        .complete(request.messages(), request.sampling())
                        .text());
    }

    @Test
    void namesItsModel() throws IOException, InterruptedException {
        HttpRequest get =
                HttpRequest.newBuilder(URI.create(server.baseUrl() + "/models")).build();
        assertThat(JSON.readTree(send(get).body()).at("/data/0/id").asText()).isEqualTo("embedded-teacher-1");
        assertThat(server.requests()).isZero();
    }

    @Test
    void refusesWhatIsNoRequest() throws IOException, InterruptedException {
        assertThat(send(post("/chat/completions", "{oops"))).satisfies(r -> {
            assertThat(r.statusCode()).isEqualTo(400);
            assertThat(r.body()).contains("The body is not JSON");
        });
        assertThat(send(post("/chat/completions", "{}")).body()).contains("messages must hold at least one message");
        assertThat(send(post("/completions", "{\"prompt\":[1]}")).body()).contains("prompt must be a text, is: ARRAY");
        assertThat(send(post("/completions", "{\"prompt\":\"x\",\"max_tokens\":0}"))
                        .body())
                .contains("max_tokens must be at least 1, is: 0");
        assertThat(send(HttpRequest.newBuilder(URI.create(server.baseUrl() + "/completions"))
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void halfASurrogatePairDoesNoHarm() throws IOException, InterruptedException {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Task: write a critique\\nCriterion: ethical\\n"
                + "### Question\\nq\\n### Response\\n\\ud83d half\\n### Your answer\"}]}";
        HttpResponse<String> response = send(post("/chat/completions", body));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(response.body())
                        .at("/choices/0/message/content")
                        .asText())
                .endsWith("Aligned response: ? half\n");
    }

    @Test
    void countsEveryRequestOfManyInFlight() throws InterruptedException {
        List<String> bodies = Triples.questions("helpful", 500).stream()
                .map(q -> body(request(q)))
                .toList();
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            inFlight.acquire();
            statuses.add(client.sendAsync(
                            post("/chat/completions", bodies.get(i % bodies.size())),
                            HttpResponse.BodyHandlers.ofString())
                    .whenComplete((r, e) -> inFlight.release())
                    .thenApply(HttpResponse::statusCode));
        }
        assertThat(statuses.stream().map(CompletableFuture::join)).hasSize(MANY).containsOnly(200);
        System.out.printf(
                Locale.ROOT, "embedded teacher: %.0f requests/s%n", MANY / ((System.nanoTime() - start) / 1e9));
        assertThat(server.requests()).isEqualTo(MANY);
    }
}
