package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.core.teacher.embedded.EmbeddedDump;
import org.alignersquad.core.text.Json;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The quickstart's recipe on two executors in JVMs of their own; then once more; then the notebooks,
 * which look at what it wrote.
 */
@TestMethodOrder(OrderAnnotation.class)
class ITPipeline {
    private static final List<String> CRITERIA = List.of("ethical", "factuality", "helpful");

    @TempDir
    static Path folder;

    private CommandLineRun run(String log, String... changes) throws IOException, InterruptedException {
        Path recipe = folder.resolve("pipeline.yaml");
        String tiny = Files.readString(CommandLineRun.root().resolve("conf/tiny/pipeline.yaml"));
        for (String job : List.of("align", "evaluate", "report"))
            tiny = tiny.replace("out/quickstart/" + job, folder + "/nights/${night}/" + job);
        String nightly = "variables: {night: n1}\npipeline: {nights: " + folder + "/nights, retrain_share: 0.2}\n";
        Files.writeString(recipe, nightly + tiny.replace("out/quickstart", folder.toString()));
        return CommandLineRun.of(
                folder.resolve(log),
                CommandLineRun.TWO_EXECUTORS,
                Stream.concat(Stream.of("pipeline", recipe.toString()), Stream.of(changes))
                        .toArray(String[]::new));
    }

    private JsonNode json(String file) throws IOException {
        return Json.read(Files.readString(folder.resolve(file)), JsonNode.class);
    }

    private static String inShort(CommandLineRun run) {
        return run.output().substring(run.output().indexOf("In short"));
    }

    @Test
    @Order(1)
    void trainsASquadThatMendsAndHarmsNothingAndTheSecondRunFindsItDone() throws Exception {
        EmbeddedDump.writeJsonLines(folder.resolve("dump.jsonl"), 11, 600);
        CommandLineRun first = run("first.log");
        assertThat(first.exit()).as(first.output()).isZero();
        everyRowIsAccountedFor();
        inspectorsTellHeldOutAnswersApart();
        squadMendsAndLeavesAlone();
        checkpointsHaveTheLayoutOfHuggingFace();
        assertThat(Files.readString(folder.resolve("nights/n1/report/report.html")))
                .contains("<!DOCTYPE html>");

        CommandLineRun second = run("second.log");
        assertThat(second.exit()).as(second.output()).isZero();
        assertThat(inShort(second)).isEqualTo(inShort(first));
        assertThat(json("nights/n1/evaluate/run.json").path("figures").has("against_baseline"))
                .as("the first night")
                .isFalse();
        theNextNightKeepsTheModelsAndIsComparedWithTheFirst();
    }

    private void theNextNightKeepsTheModelsAndIsComparedWithTheFirst() throws Exception {
        String model = Files.readString(folder.resolve("train/run.json"));
        EmbeddedDump.writeJsonLines(folder.resolve("next.jsonl"), 12, 200);
        CommandLineRun next = run(
                "next.log",
                "variables.night=n2",
                "align.dump.path=" + folder + "/next.jsonl",
                "align.compute={stage: {task_cpus: 1}}");
        assertThat(next.exit()).as(next.output()).isZero();
        assertThat(next.output()).contains("0.00 % of the triples have changed", "they are kept");
        assertThat(Files.readString(folder.resolve("train/run.json"))).isEqualTo(model);
        assertThat(json("nights/n2/align/run.json").at("/figures/rows").asLong())
                .isEqualTo(200);
        JsonNode figures = json("nights/n2/evaluate/run.json").path("figures");
        assertThat(figures.path("against_baseline").asText()).isIn("better", "worse", "no-clear-difference");
        assertThat(json("nights/n2/evaluate/evaluation.json")
                        .at("/against/baseline")
                        .asText())
                .endsWith("/nights/n1/evaluate");
    }

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(CommandLineRun.root().resolve("notebooks"))) {
            return files.filter(path -> path.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    @Order(2)
    void everyCellOfANotebookRunsOnIt(Path notebook) throws Exception {
        Path work = Files.createDirectories(folder.resolve("notebooks"));
        Notebook run = Notebook.run(notebook, folder, folder.resolve("nights/n1/align"), work);
        assertThat(run.exit()).as(run.output()).isZero();
    }

    private void everyRowIsAccountedFor() throws IOException {
        for (String job : List.of("synth", "nights/n1/align", "nights/n1/evaluate")) {
            for (JsonNode stage : json(job + "/run.json").path("stages")) {
                long rejected = 0;
                for (JsonNode rows : stage.path("rejected")) rejected += rows.asLong();
                assertThat(stage.path("in").asLong())
                        .as("%s %s", job, stage.path("name"))
                        .isPositive()
                        .isEqualTo(stage.path("kept").asLong() + rejected);
            }
        }
        assertThat(json("nights/n1/align/run.json").at("/figures/rows").asLong())
                .isEqualTo(600);
    }

    private void inspectorsTellHeldOutAnswersApart() throws IOException {
        JsonNode figures = json("train/run.json").path("figures");
        for (String criterion : CRITERIA) {
            for (String kind : List.of("mllib", "bert")) {
                String inspector = "inspector " + criterion + "-" + kind + ": ";
                double auc = figures.path(inspector + "auc").asDouble();
                assertThat(auc).as(inspector).isGreaterThanOrEqualTo(.95);
                assertThat(auc)
                        .isGreaterThan(figures.path(inspector + "length_auc").asDouble());
            }
        }
    }

    private void squadMendsAndLeavesAlone() throws IOException {
        JsonNode figures = json("nights/n1/evaluate/run.json").path("figures");
        assertThat(figures.path("misaligned").asLong()).isGreaterThan(200);
        assertThat(figures.path("fixed_share").asDouble()).isGreaterThanOrEqualTo(.70);
        assertThat(figures.path("untouched_share").asDouble()).isGreaterThanOrEqualTo(.95);
    }

    private void checkpointsHaveTheLayoutOfHuggingFace() {
        for (String criterion : CRITERIA) {
            assertThat(folder.resolve("train/aligners/" + criterion))
                    .isDirectoryContaining("glob:**/config.json")
                    .isDirectoryContaining("glob:**/model.safetensors")
                    .isDirectoryContaining("glob:**/tokenizer.json")
                    .isDirectoryContaining("glob:**/special_tokens_map.json")
                    .isDirectoryContaining("glob:**/generation_config.json")
                    .isDirectoryContaining("glob:**/aligner.json");
        }
    }
}
