package org.alignersquad.align.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJobTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    static Path root;

    private static Fixture fixture;
    private static String page;
    private static JsonNode data;

    @BeforeAll
    static void report() throws IOException {
        fixture = new Fixture(root).everything();
        page = fixture.page(fixture.recipe("report", 2));
        data = data(page);
    }

    @Test
    void saysWhichJobsDidNotRun() throws IOException {
        JsonNode data = data(fixture.page(new ReportRecipe(
                fixture.folder("partly"), fixture.folder("synth"), fixture.folder("nothing-here"), null, null, 3)));

        assertThat(data.at("/jobs/0/note").isNull()).as("synth ran").isTrue();
        assertThat(data.at("/jobs/1/note").asText()).isEqualTo("there is no run.json in its output folder");
        assertThat(data.at("/jobs/2/note").asText()).isEqualTo("the recipe names no folder for this job");
        assertThat(data.get("squad").isNull()).isTrue();
        assertThat(data.at("/tiles/0/value").asText()).as("sum over criteria").isEqualTo("2,210");
    }

    @Test
    void reportsEveryJobFromItsFiles() throws IOException {
        assertThat(data.at("/tiles").findValuesAsText("label"))
                .contains("Triples", "Lowest inspector AUC", "Misaligned answers fixed", "Win rate", "Time in stages");
        // helpful's, not ethical's: only where there is reason to warn
        List<JsonNode> lengths = StreamSupport.stream(data.get("tiles").spliterator(), false)
                .filter(tile -> tile.path("label").asText().equals("Answers of unlike length"))
                .toList();
        assertThat(lengths).hasSize(1);
        assertThat(lengths.get(0).path("value").asText()).isEqualTo("87.5 %");
        assertThat(lengths.get(0).path("detail").asText()).contains("helpful");
        assertThat(data.get("inspectors")).hasSize(6);
        assertThat(data.get("curves")).hasSize(6);
        assertThat(data.at("/squad/decisions").toString())
                .isEqualTo("{\"aligned\":31,\"refused\":30,\"skipped\":1,\"untouched\":30}");
        assertThat(data.at("/evaluation/judge/preference/win_rate").asDouble()).isEqualTo(.87);
    }

    @Test
    void holdsCurvesToTwoHundredPoints() throws IOException {
        for (JsonNode curve : data.get("curves")) {
            boolean train = curve.get("split").asText().equals("train");
            assertThat(curve.get("points").size())
                    .as(curve.get("model").asText())
                    .isEqualTo(train ? 200 : 12);
        }
        for (JsonNode plot : data.get("inspectors"))
            assertThat(plot.get("roc").size()).isBetween(10, 200);
    }

    @Test
    void showsTheSameRowsOfEachCriterionAndDecision() throws IOException {
        JsonNode first = data.at("/squad/examples");

        // three criteria accepted, three refused, untouched, hostile and skipped ones
        assertThat(first).hasSize(2 * 3 + 2 * 3 + 2 + 1 + 1);
        assertThat(first.findValuesAsText("decision")).contains("aligned", "refused", "untouched", "skipped");
        for (JsonNode row : first) {
            if (!row.get("decision").asText().equals("refused")) continue;
            assertThat(row.at("/trail/1/text").asText())
                    .as("the refused rewrite")
                    .endsWith("Or not.");
        }
    }

    @Test
    void countsTriesByWhatCameBefore() throws IOException {
        JsonNode flow = data.at("/squad/flow");

        long harm = 0;
        for (JsonNode part : flow) {
            if (!part.get("decision").asText().equals("refused-harm")) continue;
            harm += part.get("rows").asLong();
            assertThat(part.get("after").asText()).as("never first").isIn("ethical", "factuality", "helpful");
        }
        assertThat(harm).isEqualTo(30);
    }

    @Test
    void hostileTextsStayTexts() throws IOException {
        String json = matched(page);
        assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        assertThat(Json.read(json, JsonNode.class).at("/squad/examples").findValuesAsText("initial_response"))
                .as("the text itself is unharmed")
                .contains(Fixture.HOSTILE);
    }

    @Test
    void asksNothingOfTheNetwork() throws IOException {
        assertThat(page).doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"']?\\s*(https?:)?//");
        assertThat(page).doesNotContainPattern("(?i)@import|url\\(\\s*[\"']?(https?:)?//|sourceMappingURL");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void equalInputsGiveEqualBytes() throws IOException {
        assertThat(fixture.page(fixture.recipe("again", 2))).isEqualTo(page);
    }

    @Test
    void secondRunWritesNothingUntilAnInputChanges(@TempDir Path alone) throws IOException {
        Fixture small = new Fixture(alone).evaluate();
        small.page(small.recipe("report", 0));
        Path page = Path.of(small.folder("report"), "report.html");
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(page, longAgo);

        small.page(small.recipe("report", 0));
        assertThat(Files.getLastModifiedTime(page)).isEqualTo(longAgo);

        Files.writeString(Path.of(small.folder("evaluate"), "evaluation.json"), "{\"rows\": {\"rows\": 7}}");
        small.page(small.recipe("report", 0));
        assertThat(Files.getLastModifiedTime(page)).isNotEqualTo(longAgo);
    }

    @Test
    void checkNeedsAFolderItCanWriteTo() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "in the way");
        ReportRecipe recipe = new ReportRecipe(file + "/report", "synth", null, null, null, 1);

        assertThatThrownBy(() -> new ReportJob().check(recipe, new Configuration()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("report.output: cannot write to " + file);
        assertThatThrownBy(() -> new ReportRecipe("out", null, null, null, null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one of synth, train, align and evaluate is needed");
    }

    private static JsonNode data(String page) {
        return Json.read(matched(page), JsonNode.class);
    }

    private static String matched(String page) {
        Matcher data = DATA.matcher(page);
        assertThat(data.find()).as("the page holds its data").isTrue();
        return data.group(1);
    }
}
