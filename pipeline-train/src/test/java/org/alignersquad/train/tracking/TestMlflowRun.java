package org.alignersquad.train.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.alignersquad.core.text.Json;
import org.alignersquad.train.rounds.Metric;
import org.alignersquad.train.rounds.RoundListener;
import org.junit.jupiter.api.Test;

class TestMlflowRun {
    private static final Map<String, String> TOKEN = Map.of("MLFLOW_TRACKING_TOKEN", "t0p-secret");
    private static final JsonNode RECIPE = Json.read("""
            {"seed": 7, "criteria": ["kind"], "mlflow": null, "aligners": {"fine_tune": {"rounds": 2}}}""", JsonNode.class);

    @Test
    void aRunHasParametersLossesFiguresAndAnEnd() throws IOException {
        try (TrackingServer server = new TrackingServer(false)) {
            List<String> told = new ArrayList<>();
            try (MlflowRun run = start(server.uri())) {
                RoundListener listener = run.beside((model, round) -> told.add(model + round));
                for (int round = 1; round <= 3; round++) {
                    listener.measured(metric(round, "train", 1.0 / round));
                    listener.measured(metric(round, "validation", 2.0 / round));
                    listener.finished("kind-bert", round);
                }
                run.finished(Map.of("inspector kind-bert: auc", .75, "inspector kind-bert: note", "no number"));
            }
            assertThat(told).containsExactly("kind-bert1", "kind-bert2", "kind-bert3");
            assertThat(server.requests())
                    .extracting(TrackingServer.Request::path)
                    .containsSubsequence(
                            "experiments/get-by-name", "experiments/create", "runs/create", "runs/log-batch")
                    .endsWith("runs/update");
            assertThat(server.requests())
                    .extracting(TrackingServer.Request::authorization)
                    .containsOnly("Bearer t0p-secret");
            JsonNode run = server.requests("runs/create").get(0).body();
            assertThat(run.path("experiment_id").asText()).isEqualTo("7");
            assertThat(run.path("run_name").asText()).isEqualTo("train out");
            assertThat(all(server, "params"))
                    .extracting(param -> param.path("key").asText() + "="
                            + param.path("value").asText())
                    .containsExactly("seed=7", "criteria=[\"kind\"]", "aligners.fine_tune.rounds=2");
            assertThat(all(server, "metrics"))
                    .extracting(metric -> metric.path("key").asText() + " "
                            + metric.path("step").asLong() + " "
                            + metric.path("value").asDouble())
                    .contains("kind-bert/train_loss 20 0.5", "kind-bert/validation_loss 10 2.0")
                    .contains("kind-bert/train_tokens 30 3000.0", "kind-bert/train_lr 30 0.01")
                    .contains("inspector/kind-bert/auc 0 0.75")
                    .hasSize(3 * (4 + 2) + 1);
            JsonNode end = server.requests("runs/update").get(0).body();
            assertThat(end.path("status").asText()).isEqualTo("FINISHED");
            assertThat(end.path("run_id").asText()).isEqualTo("r1");
        }
    }

    @Test
    void aRunThatDoesNotEndWellHasFailed() throws IOException {
        try (TrackingServer server = new TrackingServer(false)) {
            start(server.uri()).close();
            assertThat(server.requests("runs/update")
                            .get(0)
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo("FAILED");
        }
    }

    @Test
    void afterTheFirstErrorNothingMoreIsSent() throws IOException {
        try (TrackingServer server = new TrackingServer(true)) {
            MlflowRun run = start(server.uri());
            run.beside((model, round) -> {}).measured(metric(1, "train", 1));
            run.finished(Map.of());
            run.close();
            assertThat(run.isBroken()).isTrue();
            // the client itself tries again before it gives up
            assertThat(server.requests())
                    .extracting(TrackingServer.Request::path)
                    .containsOnly("experiments/get-by-name");
        }
    }

    @Test
    void aServerThatIsNotThereDisturbsNobody() throws IOException {
        String uri;
        try (TrackingServer server = new TrackingServer(false)) {
            uri = server.uri();
        }
        MlflowRun run = start(uri);
        run.beside((model, round) -> {}).measured(metric(1, "train", 1));
        run.close();
        assertThat(run.isBroken()).isTrue();
    }

    @Test
    void noMessageHoldsCredentials() {
        MlflowServer server = new MlflowServer(new MlflowRecipe("http://127.0.0.1:1", "nightly"), TOKEN);
        assertThat(server.masked(
                        new IllegalStateException("401 for Bearer t0p-secret\n", new IOException("t0p-secret"))))
                .isEqualTo("IllegalStateException: 401 for Bearer *** : ***");
        assertThatThrownBy(() -> new MlflowRecipe("http://me:t0p-secret@localhost", "nightly"))
                .hasMessageContaining("tracking_uri must hold no user and no password")
                .hasMessageNotContaining("t0p-secret");
        assertThatThrownBy(() -> new MlflowRecipe("localhost:5000", "nightly"))
                .hasMessage("tracking_uri must be http://…, https://… or databricks");
    }

    private static MlflowRun start(String uri) {
        return MlflowRun.start(new MlflowRecipe(uri, "nightly"), "train out", RECIPE, TOKEN);
    }

    private static Metric metric(int round, String split, double loss) {
        return new Metric("kind-bert", 10L * round, round, split, loss, .01, 1000L * round, 8, .5);
    }

    private static List<JsonNode> all(TrackingServer server, String list) {
        return server.requests("runs/log-batch").stream()
                .flatMap(request ->
                        StreamSupport.stream(request.body().path(list).spliterator(), false))
                .toList();
    }
}
