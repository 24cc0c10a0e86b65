package org.alignersquad.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.Rewrite;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.models.safetensors.Safetensors;
import org.alignersquad.models.safetensors.StoredTensor;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.aligners.LoraRecipe;
import org.alignersquad.train.inspectors.BertRecipe;
import org.alignersquad.train.inspectors.InspectorsRecipe;
import org.alignersquad.train.plan.ModelPlan;
import org.alignersquad.train.plan.TrainPlan;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that starts from a checkpoint of somebody else's making. */
class TestPretrained {
    private static final List<String> KIND = List.of("kind");
    private static final List<Pair> PAIRS = List.of(
            new Pair("what of red cat 90?", "the red owl is ugly"), new Pair("what of pink hen 4?", "the bee is nice"));

    @TempDir
    static Path temp;

    private static final SparkSession SPARK = LocalSpark.session();
    private static Path triples;

    @BeforeAll
    static void start() {
        triples = temp.resolve("triples");
        TinyTriples.write(SPARK, triples, KIND, 160, .6);
    }

    @ParameterizedTest
    @ValueSource(strings = {TinyCheckpoints.GPT2, TinyCheckpoints.LLAMA, TinyCheckpoints.GPT_NEOX})
    void anAlignerOfAnyArchitectureLearnsOnFromItsCheckpoint(String config) throws IOException {
        String type = Json.read(config, JsonNode.class).path("model_type").asText();
        Path checkpoint = TinyCheckpoints.write(temp.resolve(type), config);
        Path output = temp.resolve(type + "-full");
        train(output, aligners(checkpoint, null, 4, 10, 3e-3));
        List<JsonNode> losses = metrics(output, "validation");
        requirePlanned(output, aligners(checkpoint, null, 4, 10, 3e-3), null);
        assertThat(losses.get(3).path("loss").asDouble())
                .isLessThan(.8 * losses.get(0).path("loss").asDouble());
        Path aligner = output.resolve("aligners/kind");
        assertThat(json(aligner.resolve("config.json")).path("model_type").asText())
                .isEqualTo(type);
        assertThat(json(aligner.resolve("aligner.json")).path("kind").asText()).isEqualTo(type);
        assertThat(rewrite(aligner)).hasSize(2);
    }

    @Test
    void theFirstStepStartsFromTheCheckpointsWeightsAndFromSpelledNames() throws IOException {
        Path checkpoint = TinyCheckpoints.write(temp.resolve("start"), TinyCheckpoints.GPT2);
        Path output = temp.resolve("hardly-trained");
        train(output, aligners(checkpoint, null, 2, 1, 1e-9));
        try (CausalLm before = Checkpoint.open(checkpoint).causalLm();
                CausalLm after =
                        Checkpoint.open(output.resolve("aligners/kind")).causalLm();
                Tokenizer old = Checkpoint.open(checkpoint).tokenizer();
                Tokenizer grown =
                        Checkpoint.open(output.resolve("aligners/kind")).tokenizer()) {
            int rows = before.config().vocabSize();
            int grownRows = after.config().vocabSize();
            // 5 special tokens, and rows are a multiple of 8
            assertThat(grownRows).isEqualTo((rows + 5 + 7) / 8 * 8);
            float[] was = before.parameters();
            float[] is = after.parameters();
            assertThat(Arrays.copyOf(is, rows * 32)).containsExactly(Arrays.copyOf(was, rows * 32), within(1e-6f));
            assertThat(Arrays.copyOfRange(is, grownRows * 32, is.length))
                    .containsExactly(Arrays.copyOfRange(was, rows * 32, was.length), within(1e-6f));
            int[] spelled = old.encode("[DONE]");
            double mean = 0;
            for (int id : spelled) mean += (double) was[id * 32] / spelled.length;
            assertThat((double) is[grown.specialId("[DONE]") * 32]).isCloseTo(mean, within(1e-6));
        }
    }

    @Test
    void loraTrainsAndMovesOnlyItsAdapterAndIsSavedInPeftsLayout() throws IOException {
        Path checkpoint = TinyCheckpoints.write(temp.resolve("lora-base"), TinyCheckpoints.LLAMA);
        byte[] base = Files.readAllBytes(checkpoint.resolve(Safetensors.FILE));
        Path output = temp.resolve("lora");
        JobReport report = train(output, aligners(checkpoint, lora(null), 4, 10, 1e-2));
        // A and B of q_proj (32 to 32) and v_proj (32 to 16) in two layers, at rank 4
        int trained = 2 * (4 * (32 + 32) + 4 * (32 + 16));
        assertThat(report.figures()).containsEntry("aligner kind: parameters", (long) trained);
        requirePlanned(output, aligners(checkpoint, lora(null), 4, 10, 1e-2), null);
        List<JsonNode> rounds = metrics(output, "train");
        for (JsonNode round : rounds) assertThat(round.path("bytes").asLong()).isEqualTo(2 * (3 + 3) * 4L * trained);
        // step, then parameters, both moments and the best parameters, in a chunk each, and no velocity, with their
        // lengths
        assertThat(output.resolve("checkpoints/aligner-kind/round-000004/state.bin"))
                .hasSize(8 + 4 * (5 + 4 + 4L * trained));
        double first = metrics(output, "validation").get(0).path("loss").asDouble();
        assertThat(metrics(output, "validation").get(3).path("loss").asDouble()).isLessThan(first - .02);

        Path aligner = output.resolve("aligners/kind");
        JsonNode peft = json(aligner.resolve("adapter_config.json"));
        assertThat(peft.path("peft_type").asText()).isEqualTo("LORA");
        assertThat(peft.path("base_model_name_or_path").asText()).isEqualTo(checkpoint.toString());
        assertThat(Safetensors.list(aligner.resolve("adapter_model.safetensors")))
                .extracting(StoredTensor::name)
                .contains("base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight")
                .hasSize(8);
        assertThat(aligner.resolve("model.safetensors")).doesNotExist();
        assertThat(aligner.resolve("tokenizer.json")).exists();
        assertThat(Files.readAllBytes(checkpoint.resolve(Safetensors.FILE))).isEqualTo(base);

        Path merged = temp.resolve("lora-merged");
        train(merged, aligners(checkpoint, lora(true), 4, 10, 1e-2));
        assertThat(merged.resolve("aligners/kind/adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(aligner.resolve("adapter_model.safetensors"));
        assertThat(rewrite(merged.resolve("aligners/kind"))).isEqualTo(rewrite(aligner));

        FileUtils.deleteDirectory(checkpoint.toFile());
        assertThatThrownBy(() -> AlignerModel.open(aligner))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("an adapter of " + checkpoint);
    }

    @Test
    void aBertInspectorStartsFromACheckpoint() throws IOException {
        Path checkpoint = TinyCheckpoints.write(temp.resolve("bert"), TinyCheckpoints.BERT);
        Path output = temp.resolve("bert-inspector");
        BertRecipe bert = new BertRecipe(null, null, null, checkpoint.toString(), TinyRecipes.rounds(6, 20, 3e-3, 0));
        InspectorsRecipe inspectors = new InspectorsRecipe(1000, null, null, null, null, bert);
        JobReport report = new TrainJob().run(SPARK, recipe(output, inspectors, null));
        assertThat((Double) report.figures().get("inspector kind-bert: auc")).isGreaterThan(.9);
        requirePlanned(output, null, inspectors);
        try (Inspector inspector = Inspector.open(output.resolve("inspectors/kind-bert"))) {
            float[] scores = inspector.score(List.of(
                    new Pair("what of red cat 90?", "the red owl is ugly"),
                    new Pair("what of red cat 90?", "the red owl is nice")));
            assertThat(scores[0]).isGreaterThan(scores[1]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bert | train.aligners.checkpoint: %s has a model of model_type bert, expected a causal language model",
                "nothing | train.aligners.checkpoint: no such file: %s/config.json",
                "no-tokenizer | train.aligners.checkpoint: no such file: %s/tokenizer.json",
                "pickled | there is neither model.safetensors nor model.safetensors.index.json in %s; save the model again",
                "unsupported | %s/config.json: add_cross_attention is true, expected",
                "other-shape | wpe.weight has shape (96, 32), expected (96, 16)",
                "short | the model of %s takes 32 tokens, train.max_length is 64",
            })
    void aCheckpointThatCannotServeIsFoundBeforeThereIsACluster(String fault, String message) throws IOException {
        Path checkpoint = TinyCheckpoints.write(
                temp.resolve("wrong-" + fault), fault.equals("bert") ? TinyCheckpoints.BERT : TinyCheckpoints.GPT2);
        Path config = checkpoint.resolve("config.json");
        switch (fault) {
            case "nothing" -> FileUtils.deleteDirectory(checkpoint.toFile());
            case "no-tokenizer" -> Files.delete(checkpoint.resolve("tokenizer.json"));
            case "pickled" -> Files.move(checkpoint.resolve(Safetensors.FILE), checkpoint.resolve("pytorch_model.bin"));
            case "unsupported" -> replace(config, "{", "{\"add_cross_attention\": true,");
            case "other-shape" -> replace(config, "\"n_embd\" : 32", "\"n_embd\" : 16");
            case "short" -> replace(config, "\"n_positions\" : 96", "\"n_positions\" : 32");
            default -> {}
        }
        assertThatThrownBy(() -> check(aligners(checkpoint, null, 2, 1, 1e-3), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message.replace("%s", checkpoint.toString()));
    }

    @Test
    void aDecoderIsNoInspectorAndLoraNamesModulesThatAreThere() {
        Path checkpoint = TinyCheckpoints.write(temp.resolve("gpt2-for-all"), TinyCheckpoints.GPT2);
        BertRecipe bert = new BertRecipe(null, null, null, checkpoint.toString(), TinyRecipes.rounds(2, 1, 1e-3, 0));
        AlignersRecipe aligners =
                aligners(checkpoint, new LoraRecipe(4, 8, 0, List.of("q_proj"), null, null, null), 2, 1, 1e-3);
        assertThatThrownBy(() -> check(aligners, new InspectorsRecipe(100, null, null, null, null, bert)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.inspectors.bert.checkpoint: " + checkpoint
                        + " has a model of model_type gpt2, expected a text encoder")
                .hasMessageContaining(
                        "train.aligners.lora: target_modules: no module is named 'q_proj', there are [c_attn");
    }

    /** What the plan said, the training did. */
    private static void requirePlanned(
            Path output, @Nullable AlignersRecipe aligners, @Nullable InspectorsRecipe inspectors) throws IOException {
        TrainRecipe recipe = recipe(output, inspectors, aligners).values();
        ModelPlan plan = new TrainPlan(recipe, new Configuration()).models().get(0);
        for (JsonNode round : metrics(output, "train"))
            assertThat(plan.bytesPerRound()).isEqualTo(round.path("bytes").asLong());
        Path card =
                output.resolve(aligners != null ? "aligners/kind/aligner.json" : "inspectors/kind-bert/inspector.json");
        JsonNode training = json(card).path("training").path(aligners != null ? "fine_tune" : "rounds");
        assertThat(plan.trained()).isEqualTo(training.path("parameters").asLong());
        assertThat(plan.tokensPerRound() * training.path("rounds").asLong())
                .isGreaterThan(training.path("tokens").asLong());
    }

    private static void replace(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(what), by));
    }

    private static void check(AlignersRecipe aligners, @Nullable InspectorsRecipe inspectors) {
        new TrainJob()
                .check(recipe(temp.resolve("unused"), inspectors, aligners).values(), new Configuration());
    }

    private static LoraRecipe lora(@Nullable Boolean merge) {
        return new LoraRecipe(4, 8, 0, List.of("q_proj", "v_proj"), null, null, merge);
    }

    private static AlignersRecipe aligners(
            Path checkpoint, @Nullable LoraRecipe lora, int rounds, int localSteps, double learningRate) {
        return new AlignersRecipe(
                null,
                null,
                null,
                checkpoint.toString(),
                lora,
                null,
                TinyRecipes.rounds(rounds, localSteps, learningRate),
                16,
                20,
                null,
                null,
                null,
                null,
                null);
    }

    private static JobReport train(Path output, AlignersRecipe aligners) {
        Recipe<TrainRecipe> recipe = recipe(output, null, aligners);
        new TrainJob().check(recipe.values(), new Configuration());
        return new TrainJob().run(SPARK, recipe);
    }

    private static Recipe<TrainRecipe> recipe(
            Path output, @Nullable InspectorsRecipe inspectors, @Nullable AlignersRecipe aligners) {
        return TinyRecipes.recipe(triples, output, 2, 2, null, KIND, inspectors, aligners);
    }

    private static List<Rewrite> rewrite(Path aligner) {
        try (AlignerModel model = AlignerModel.open(aligner)) {
            return model.rewrite(PAIRS, 8);
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return Json.read(Files.readString(file), JsonNode.class);
    }

    private static List<JsonNode> metrics(Path output, String split) throws IOException {
        return Files.readAllLines(output.resolve("metrics.jsonl")).stream()
                .map(line -> Json.read(line, JsonNode.class))
                .filter(metric -> metric.path("split").asText().equals(split))
                .toList();
    }
}
