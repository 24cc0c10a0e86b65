package org.alignersquad.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.AlignerTarget;
import org.alignersquad.models.aligner.Rewrite;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.inspectors.InspectorsRecipe;
import org.alignersquad.train.inspectors.MllibRecipe;
import org.alignersquad.train.rounds.RoundListener;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.alignersquad.train.tracking.MlflowRecipe;
import org.alignersquad.train.tracking.TrackingServer;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainJob {
    private static final List<String> BOTH = List.of("kind", "true");

    @TempDir
    static Path temp;

    private static final SparkSession SPARK = LocalSpark.session();
    private static Path triples;

    @BeforeAll
    static void start() {
        triples = temp.resolve("triples");
        TinyTriples.write(SPARK, triples, BOTH, 240, .6);
    }

    @Test
    void trainsInspectorsOfBothKindsThatTellTheRule() throws IOException {
        Path output = temp.resolve("inspectors-only");
        Recipe<TrainRecipe> recipe = TinyRecipes.recipe(triples, output, 2, BOTH, TinyRecipes.inspectors(), null);
        JobReport report = new TrainJob().run(SPARK, recipe);

        for (String model : List.of("kind-mllib", "true-mllib", "kind-bert", "true-bert")) {
            assertThat((Double) report.figures().get("inspector " + model + ": auc"))
                    .as(model)
                    .isGreaterThan(.95);
            assertThat((Double) report.figures().get("inspector " + model + ": length_auc"))
                    .as(model)
                    .isBetween(.2, .8);
            try (Inspector inspector = Inspector.open(output.resolve("inspectors/" + model))) {
                assertThat(inspector.card().calibration().knots()).as(model).isNotEmpty();
                assertThat(inspector.card().measuredLengths()).as(model).satisfies(lengths -> {
                    assertThat(lengths.holds("the red owl is nice")).isTrue();
                    assertThat(lengths.holds("the red owl is nice".repeat(9))).isFalse();
                });
                String fault = model.startsWith("kind") ? "ugly" : "fake";
                float[] scores = inspector.score(List.of(
                        new Pair("what of red cat 90?", "the red owl is " + fault),
                        new Pair("what of red cat 90?", "the red owl is nice")));
                assertThat(scores[0]).as(model).isGreaterThan((float)
                        inspector.card().threshold());
                assertThat(scores[1]).as(model).isLessThan((float)
                        inspector.card().threshold());
            }
        }
        PipelineModel saved = PipelineModel.load(
                output.resolve("inspectors/kind-mllib/spark-ml").toString());
        assertThat(((LogisticRegressionModel) saved.stages()[1]).numFeatures()).isEqualTo(4096);
        assertThat(SPARK.read()
                        .parquet(output.resolve("scores").toString())
                        .where("score < 0 or score > 1")
                        .count())
                .isZero();
        assertThat(SPARK.read().parquet(output.resolve("scores").toString()).columns())
                .containsExactlyInAnyOrder(
                        "model", "criterion", "kind", "split", "id", "source", "label", "score", "uncalibrated");

        assertThat(new TrainJob((model, round) -> {
                            throw new AssertionError("trained " + model + " again");
                        })
                        .run(SPARK, recipe))
                .isEqualTo(report);
    }

    @Test
    void alignersLearnAndAResumedRunEndsWithTheSameBits() throws IOException {
        var aligners = TinyRecipes.aligners(TinyRecipes.rounds(3, 10, 3e-3), TinyRecipes.nesterov(2, 5, 1e-3));
        Path whole = temp.resolve("whole");
        JobReport report = new TrainJob().run(SPARK, TinyRecipes.recipe(triples, whole, 2, BOTH, null, aligners));
        List<JsonNode> warmUp = metrics(whole, "warm-up", "validation");
        assertThat(warmUp.get(2).path("loss").asDouble())
                .isLessThan(.8 * warmUp.get(0).path("loss").asDouble());
        assertThat(report.figures()).containsKey("aligner kind: test_misaligned_exact");
        try (AlignerModel aligner = AlignerModel.open(whole.resolve("aligners/kind"))) {
            assertThat(aligner.rewrite(List.of(new Pair("what?", "the red cat is ugly")), 8))
                    .hasSize(1);
        }

        // killed after every single round, and started again
        Path killed = temp.resolve("killed");
        Recipe<TrainRecipe> recipe = TinyRecipes.recipe(triples, killed, 2, BOTH, null, aligners);
        RoundListener kill = (model, round) -> {
            throw new IllegalStateException("killed");
        };
        int kills = 0;
        for (boolean done = false; !done; ) {
            try {
                new TrainJob(kill).run(SPARK, recipe);
                done = true;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
                kills++;
            }
        }
        assertThat(kills).isEqualTo(3 + 2 + 2);
        for (String file : List.of("kind/model.safetensors", "true/model.safetensors"))
            assertThat(sha(killed.resolve("aligners/" + file))).isEqualTo(sha(whole.resolve("aligners/" + file)));
    }

    @Test
    void anAlignerOfEditsChangesOneWordAndIsMeasuredBesideWhatTakesNoModel() {
        RoundsRecipe rounds = TinyRecipes.rounds(8, 20, 3e-3, 0);
        AlignersRecipe text = TinyRecipes.aligners(rounds, TinyRecipes.rounds(2, 20, 1e-3, 0));
        AlignersRecipe edits = new AlignersRecipe(
                text.nEmbd(),
                text.nLayer(),
                text.nHead(),
                null,
                null,
                text.warmUp(),
                text.fineTune(),
                16,
                400,
                null,
                null,
                "mllib",
                AlignerTarget.EDITS,
                null);
        MllibRecipe mllib = TinyRecipes.inspectors().mllib();
        Path output = temp.resolve("edits");
        JobReport report = new TrainJob()
                .run(
                        SPARK,
                        TinyRecipes.recipe(
                                triples,
                                output,
                                2,
                                List.of("kind"),
                                new InspectorsRecipe(1000, null, null, null, mllib, null),
                                edits));
        try (AlignerModel aligner = AlignerModel.open(output.resolve("aligners/kind"))) {
            assertThat(aligner.card().format()).isEqualTo("x [INIT] y [ALIGNED] edits [DONE]");
            List<Pair> pairs = List.of(
                    new Pair("what of red cat 90?", "the red owl is ugly"),
                    new Pair("what of red cat 90?", "the red owl is nice"));
            assertThat(aligner.rewrite(pairs, 16))
                    .extracting(Rewrite::text)
                    .containsExactly("the red owl is nice", "the red owl is nice");
        }
        assertThat(report.figures())
                .containsEntry("aligner kind: test_misaligned_exact", 1.0)
                .containsEntry("aligner kind: test_misaligned_applied", 1.0)
                .containsEntry("aligner kind: test_misaligned_raised", 1.0)
                .containsEntry("aligner kind: test_misaligned_gated_chrf", 100.0)
                .containsEntry("aligner kind: test_aligned_untouched", 1.0)
                .containsEntry("aligner kind: test_misaligned_dropped_raised", 1.0)
                .containsEntry("aligner kind: test_aligned_dropped_untouched", 1.0)
                .containsEntry("aligner kind: test_aligned_appended_untouched", 0.0);
        assertThat((Double) report.figures().get("aligner kind: test_misaligned_dropped_chrf"))
                .isBetween(60.0, 99.0);
    }

    @Test
    void oneAndTwoTasksAgreeWhereEveryStepIsShared() throws IOException {
        var aligners = TinyRecipes.aligners(TinyRecipes.rounds(6, 1, 3e-3), TinyRecipes.rounds(2, 1, 1e-3));
        List<Double> losses = new ArrayList<>();
        for (int tasks : List.of(1, 2)) {
            Path output = temp.resolve("tasks-" + tasks);
            new TrainJob().run(SPARK, TinyRecipes.recipe(triples, output, tasks, BOTH, null, aligners));
            losses.add(
                    metrics(output, "warm-up", "validation").get(5).path("loss").asDouble());
        }
        assertThat(losses.get(1)).isCloseTo(losses.get(0), within(1e-5));
    }

    @Test
    void anEmptyClassIsOneClearError() {
        Path none = temp.resolve("nothing-wrong");
        TinyTriples.write(SPARK, none, List.of("kind"), 60, 0);
        Recipe<TrainRecipe> recipe =
                TinyRecipes.recipe(none, temp.resolve("empty"), 2, List.of("kind"), TinyRecipes.inspectors(), null);
        assertThatThrownBy(() -> new TrainJob().run(SPARK, recipe))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("criterion kind has 0 misaligned rows in split train,"
                        + " at least 4 are needed (train.min_rows)");
    }

    @Test
    void aDivergingLossEndsWithAClearErrorAndAMendedRecipeGoesOnFromTheLastCheckpoint() throws IOException {
        Path output = temp.resolve("diverging");
        Path last = output.resolve("checkpoints/aligner-kind/round-000001/state.bin");
        new TrainJob().run(SPARK, tuned(output, 1, 1e-3));
        String sha = sha(last);
        assertThatThrownBy(() -> new TrainJob().run(SPARK, TinyRecipes.resumed(tuned(output, 2, 1e30))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Cannot train aligner-kind in round 2: training loss is NaN")
                .hasMessageContaining("learning_rate below 1.0E30. The last checkpoint is whole: ")
                .hasMessageContaining("aligner-kind/round-000001; train.resume_from_checkpoint=true goes on");
        assertThat(sha(last)).isEqualTo(sha);

        List<Integer> rounds = new ArrayList<>();
        RoundListener listener = (model, round) -> rounds.add(round);
        new TrainJob(listener).run(SPARK, TinyRecipes.resumed(tuned(output, 2, 5e-4)));
        assertThat(rounds).containsExactly(2);
        assertThat(Json.read(Files.readString(output.resolve("aligners/kind/aligner.json")), JsonNode.class)
                        .at("/training/fine_tune/resumed_from")
                        .asText())
                .startsWith("round 1 of ");

        // without the key a recipe that was changed starts anew, and sets aside what was there
        assertThatThrownBy(() -> new TrainJob().run(SPARK, tuned(output, 2, 1e30)))
                .hasMessageContaining("No checkpoint was written yet");
        assertThat(output.resolve("checkpoints/aligner-kind.before/round-000002/progress.json"))
                .exists();
    }

    @Test
    void aLossThatExplodesButStaysANumberIsAnErrorToo() {
        assertThatThrownBy(() -> new TrainJob().run(SPARK, tuned(temp.resolve("exploding"), 2, 30)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("Cannot train aligner-kind: its best validation loss is [0-9.]+, a model that knows"
                        + " nothing has 5.[0-9]+; try a learning_rate below 30.0. The last checkpoint is whole: .*");
    }

    @Test
    void mlflowSeesTheRunAndAServerThatFailsDoesNotStopIt() throws IOException {
        try (TrackingServer server = new TrackingServer(false);
                TrackingServer failing = new TrackingServer(true)) {
            Recipe<TrainRecipe> recipe = tuned(temp.resolve("tracked"), 2, 1e-3);
            JobReport report =
                    new TrainJob().run(SPARK, TinyRecipes.tracked(recipe, new MlflowRecipe(server.uri(), "tiny")));
            assertThat(server.requests("runs/log-batch").toString())
                    .contains("aligner-kind/train_loss", "aligner-kind/validation_loss")
                    .contains("aligner/kind/validation_loss", "aligners.fine_tune.rounds");
            assertThat(server.requests("runs/update")
                            .get(0)
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo("FINISHED");
            assertThat(new TrainJob()
                            .run(SPARK, TinyRecipes.tracked(recipe, new MlflowRecipe(failing.uri(), "tiny")))
                            .figures())
                    .containsOnlyKeys(report.figures().keySet());
            assertThat(failing.requests())
                    .extracting(TrackingServer.Request::path)
                    .containsOnly("experiments/get-by-name");
        }
    }

    private static Recipe<TrainRecipe> tuned(Path output, int rounds, double learningRate) {
        var aligners = TinyRecipes.aligners(null, TinyRecipes.rounds(rounds, 5, learningRate));
        return TinyRecipes.recipe(triples, output, 2, List.of("kind"), null, aligners);
    }

    @Test
    void aCriterionWithThreeRowsIsOneClearError() {
        Path few = temp.resolve("three-rows");
        TinyTriples.write(SPARK, few, List.of("kind"), 3, .6);
        Recipe<TrainRecipe> recipe =
                TinyRecipes.recipe(few, temp.resolve("few"), 2, List.of("kind"), TinyRecipes.inspectors(), null);
        assertThatThrownBy(() -> new TrainJob().run(SPARK, recipe))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching(
                        "(?s).*three-rows: criterion kind has [0-3] misaligned rows in split train, at least 4 .*"
                                + "aligned rows in split test, at least 4 are needed \\(train.min_rows\\)");
    }

    @Test
    void aVanishedCheckpointStoreIsAClearErrorAndWhatItHeldGoesOn() throws IOException {
        var aligners = TinyRecipes.aligners(null, TinyRecipes.rounds(3, 5, 1e-3));
        Path output = temp.resolve("vanished");
        Path store = output.resolve("checkpoints/aligner-kind");
        Path aside = temp.resolve("aside");
        Recipe<TrainRecipe> recipe = TinyRecipes.recipe(triples, output, 2, List.of("kind"), null, aligners);
        RoundListener vanish = (model, round) -> {
            try {
                if (round == 1) {
                    Files.move(store, aside);
                    Files.writeString(store, "not a folder any more");
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        assertThatThrownBy(() -> new TrainJob(vanish).run(SPARK, recipe))
                .isInstanceOf(java.io.UncheckedIOException.class)
                .hasMessageContaining("Cannot write checkpoint")
                .hasMessageContaining("checkpoints/aligner-kind/round-000002");

        Files.delete(store);
        Files.move(aside, store);
        List<Integer> rounds = new ArrayList<>();
        new TrainJob((model, round) -> rounds.add(round)).run(SPARK, recipe);
        assertThat(rounds).containsExactly(2, 3);
    }

    @Test
    void checkFindsWhatIsMissingWithoutASparkJob() {
        Recipe<TrainRecipe> recipe = TinyRecipes.recipe(
                temp.resolve("nowhere"), temp.resolve("unused"), 2, BOTH, TinyRecipes.inspectors(), null);
        assertThatThrownBy(() -> new TrainJob().check(recipe.values(), new Configuration()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.triples: no such file or folder: " + temp.resolve("nowhere"));
    }

    private static List<JsonNode> metrics(Path output, String model, String split) throws IOException {
        try (Stream<String> lines = Files.lines(output.resolve("metrics.jsonl"))) {
            return lines.map(line -> Json.read(line, JsonNode.class))
                    .filter(metric -> metric.path("model").asText().equals(model))
                    .filter(metric -> metric.path("split").asText().equals(split))
                    .toList();
        }
    }

    private static String sha(Path file) throws IOException {
        return DigestUtils.sha256Hex(Files.readAllBytes(file));
    }
}
