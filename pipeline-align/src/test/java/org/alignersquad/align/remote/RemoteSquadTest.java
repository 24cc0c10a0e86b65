package org.alignersquad.align.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.align.AlignJob;
import org.alignersquad.align.AlignRecipe;
import org.alignersquad.align.TinyModels;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Squads whose inspectors and aligners are in process or behind a server, mixed per criterion. */
class RemoteSquadTest {
    private static final List<TinyModels.Lesson> RUDE = TinyModels.lessons("rude", "kind");

    @TempDir
    Path folder;

    @BeforeEach
    void writeDumpAndInspector() throws IOException {
        TinyModels.inspector(folder.resolve("inspector"), "ethical", RUDE, List.of());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < RUDE.size(); i++) {
            lines.add(Json.line(Map.of(
                    "id",
                    "rude-" + i,
                    "prompt",
                    RUDE.get(i).prompt(),
                    "response",
                    RUDE.get(i).response())));
        }
        lines.add(Json.line(
                Map.of("id", "marked", "prompt", "[INIT] [DONE]", "response", "A false [ALIGNED] word [DONE]")));
        lines.add(Json.line(Map.of("id", "down", "prompt", "Say it", "response", "A false word: overload")));
        Files.write(folder.resolve("dump.jsonl"), lines);
    }

    /** Ethical: the inspector in process, a chat model as its aligner. Factuality: a classifier, a trained aligner. */
    private AlignRecipe recipe(String baseUrl, String... changes) throws IOException {
        Path criterion = Path.of(System.getProperty("user.dir"))
                .resolveSibling("conf/criteria/ethical.yaml")
                .toAbsolutePath();
        Path file = folder.resolve("recipe.yaml");
        String endpoint = "model: served, base_url: '" + baseUrl
                + "', in_flight: 4, request_timeout: 20s, max_attempts: 1, repairs: 1";
        Files.writeString(file, """
                align:
                  output: %1$s/align
                  dump: {path: %1$s/dump.jsonl, format: jsonl, prompt: prompt, response: response, id: id}
                  ledger: %1$s/ledger
                  shards: 2
                  shards_per_wave: 2
                  squad:
                    criteria:
                      ethical:
                        inspector: %1$s/inspector
                        remote_aligner:
                          endpoint: {kind: openai-chat, %2$s, prices: {prompt_per_million: 2.0, completion_per_million: 6.0, currency: EUR}}
                          criterion: %3$s
                          sampling: {temperature: 0.0, top_p: 1.0, max_tokens: 100, stop: []}
                      factuality:
                        threshold: 0.5
                        remote_inspector:
                          endpoint: {kind: classify, %2$s}
                          misaligned_class: 1
                        remote_aligner:
                          endpoint: {kind: openai-completions, %2$s}
                          sampling: {temperature: 0.0, top_p: 1.0, max_tokens: 100, stop: ['[DONE]']}
                    order: per-row
                    gate: true
                    min_gain: 0.05
                    margin: 0.05
                    max_steps: 3
                    buffer_rows: 16
                    batch_rows: 4
                    max_new_tokens: 30
                    max_characters: 2000
                """.formatted(folder, endpoint, criterion));
        return Recipes.load(file, "align", List.of(changes), AlignRecipe.class).values();
    }

    private JobReport run(AlignRecipe recipe) {
        return new AlignJob()
                .run(
                        LocalSpark.session(),
                        new org.alignersquad.core.config.Recipe<>("test", "align", recipe, Json.tree(recipe)));
    }

    private Map<String, Row> aligned(String output) {
        Map<String, Row> rows = new TreeMap<>();
        for (Row row : StageOutput.open(LocalSpark.session(), output + "/aligned")
                .kept()
                .collectAsList()) rows.put(row.getAs("row_id"), row);
        return rows;
    }

    private static String rewritten(String prompt) {
        if (prompt.contains("overload")) return null;
        if (prompt.contains("### Response")) {
            String response = prompt.substring(prompt.indexOf("### Response\n") + 13, prompt.indexOf("\n### Aligned"));
            return response.replace("rude", "kind");
        }
        String response = prompt.substring(prompt.lastIndexOf("[INIT]") + 6, prompt.lastIndexOf("[ALIGNED]"));
        return response.replace("false", "true") + "[DONE] and what a server may write after it";
    }

    @Test
    void enginesMixFreelyAndASecondRunAsksNothing() throws IOException {
        try (EndpointServer server =
                new EndpointServer(RemoteSquadTest::rewritten, text -> text.contains("false") ? .9 : .1)) {
            AlignRecipe recipe = recipe(server.baseUrl());
            new AlignJob().check(recipe, new org.apache.hadoop.conf.Configuration());
            Map<String, Object> figures = run(recipe).figures();
            Map<String, Row> rows = aligned(folder + "/align");
            assertThat(rows).hasSize(RUDE.size() + 2);
            for (int i = 0; i < RUDE.size(); i++)
                assertThat(rows.get("rude-" + i).<String>getAs("aligned_response"))
                        .isEqualTo(RUDE.get(i).aligned());
            assertThat(rows.get("marked").<String>getAs("aligned_response")).isEqualTo("A true [ALIGNED] word [DONE]");
            Row failed = rows.get("down");
            assertThat(failed.<String>getAs("decision")).isEqualTo("refused");
            Row step = (Row) failed.getList(failed.fieldIndex("trail")).get(0);
            assertThat(step.<String>getAs("decision")).isEqualTo("failed");
            assertThat(step.<String>getAs("reason")).contains("500");
            assertThat(step.<String>getAs("aligner")).isEqualTo("served");
            assertThat(server.prompts())
                    .filteredOn(prompt -> prompt.contains("[INIT]"))
                    .allSatisfy(prompt -> assertThat(prompt.split("\\[(INIT|ALIGNED)]", -1))
                            .as("one of each separator, whatever the texts hold")
                            .hasSize(3));

            int asked = server.prompts().size();
            assertThat(sum(figures, "sent"))
                    .as("calls, one of which was tried twice or more")
                    .isBetween(1L, (long) asked);
            assertThat(sum(figures, "prompt_tokens")).isPositive();
            assertThat(sum(figures, "failed")).isPositive();
            assertThat(figures.get("endpoint_money")).asString().startsWith("{EUR=");
            Map<String, Object> again = run(recipe(server.baseUrl(), "align.output=" + folder + "/again"))
                    .figures();
            assertThat(sum(again, "calls")).isEqualTo(sum(figures, "calls"));
            assertThat(sum(again, "sent")).isEqualTo(sum(again, "failed"));
            assertThat(sum(again, "cached_tokens")).isPositive();
            assertThat(server.prompts().subList(asked, server.prompts().size()))
                    .as("only what had failed is asked again")
                    .isNotEmpty()
                    .allSatisfy(prompt -> assertThat(prompt).contains("overload"));
            assertThat(aligned(folder + "/again").get("marked").<String>getAs("aligned_response"))
                    .isEqualTo("A true [ALIGNED] word [DONE]");
        }
    }

    private static long sum(Map<String, Object> figures, String what) {
        return ((Map<?, ?>) figures.get("endpoints"))
                .values().stream()
                        .mapToLong(usage -> ((Number) ((Map<?, ?>) usage).get(what)).longValue())
                        .sum();
    }

    @Test
    void aMemberNeedsExactlyOneOfEachModelAndRemoteOnesALedger() {
        assertThatThrownBy(() -> recipe("http://127.0.0.1:9/v1", "align.ledger=null"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ledger must name a folder, since the squad has remote models");
        assertThatThrownBy(() -> recipe("http://127.0.0.1:9/v1", "align.squad.criteria.ethical.aligner=some/folder"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("aligner and remote_aligner cannot both be set");
    }

    @Test
    void aBudgetNeedsPricesOfAllRemoteModelsAndThePlugin() throws IOException {
        String url = "http://127.0.0.1:9/v1";
        assertThatThrownBy(() -> recipe(url, "align.budget={money: 1.0}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "budget.money needs prices of each remote model, squad.criteria.factuality.remote_aligner");
        String dollars = "prices={prompt_per_million: 1.0, completion_per_million: 1.0, currency: USD}";
        assertThatThrownBy(() -> recipe(
                        url,
                        "align.budget={money: 1.0}",
                        "align.squad.criteria.factuality.remote_inspector.endpoint." + dollars,
                        "align.squad.criteria.factuality.remote_aligner.endpoint." + dollars))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("in one currency, they are in [EUR, USD]");
        // nothing could hold it to the cap
        AlignRecipe capped = recipe(url, "align.budget={requests: 5}");
        assertThatThrownBy(() -> run(capped))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spark.plugins");
    }

    @Test
    void aChatModelsPercentageIsRead() throws Exception {
        InspectTask task = new InspectTask("m", null, null, null);
        Placed any = new Placed(0, new org.alignersquad.models.Pair("q", "r"));
        assertThat(task.parse(any, "87\nIt is rude.")).isEqualTo(.87f);
        assertThat(task.parse(any, "**0**")).isEqualTo(0f);
        assertThat(task.parse(any, "Answer: 100 %")).isEqualTo(1f);
        for (String wrong : List.of("", "very", "101", "-", "I give 5 of 10"))
            assertThatThrownBy(() -> task.parse(any, wrong)).hasMessageContaining("whole number from 0 to 100");
    }
}
