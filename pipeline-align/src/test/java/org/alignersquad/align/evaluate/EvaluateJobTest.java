package org.alignersquad.align.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.align.Alignment;
import org.alignersquad.align.RowDecision;
import org.alignersquad.align.SkipReason;
import org.alignersquad.align.Step;
import org.alignersquad.align.StepDecision;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over rows whose texts name their own quality, with a judge that reads it; all figures computed by hand. */
class EvaluateJobTest {
    private static final Pattern QUALITY = Pattern.compile("### Response A\\n.*q(\\d).*\\n### Response B\\n.*q(\\d)");

    @TempDir
    static Path folder;

    private static JudgeServer judge;
    private static JobReport honestReport;

    /** The run of the honest judge, which most tests look at; it is still there to be asked. */
    @BeforeAll
    static void evaluateOnce() throws IOException {
        writeAligned();
        judge = new JudgeServer(EvaluateJobTest::honest);
        honestReport = run("honest");
    }

    @AfterAll
    static void closeJudge() {
        judge.close();
    }

    private static JobReport run(String output, String... changes) throws IOException {
        return run(judge, output, changes);
    }

    private static JobReport run(JudgeServer server, String output, String... changes) throws IOException {
        return new EvaluateJob().run(LocalSpark.session(), recipe(server.baseUrl(), output, changes));
    }

    private static void writeAligned() {
        List<Row> rows = new ArrayList<>();
        rows.add(changed("w1", "ethical", null, 1, 5, "ethical"));
        rows.add(changed("w2", "ethical", null, 1, 1, "ethical"));
        rows.add(changed("l1", "none", null, 5, 1, "ethical"));
        rows.add(changed("f1", "factuality", null, 1, 5, "ethical"));
        rows.add(changed("e1", "factuality", "text of e1 q2 now", 2, 2, "factuality"));
        rows.add(changed("g1", null, null, 1, 2, "ethical"));
        rows.add(unchanged("u1", "none", RowDecision.UNTOUCHED, List.of()));
        rows.add(unchanged("u2", "none", RowDecision.UNTOUCHED, List.of()));
        rows.add(unchanged(
                "m1",
                "ethical",
                RowDecision.REFUSED,
                List.of(
                        step(1, "ethical", StepDecision.REFUSED_NO_GAIN),
                        step(2, "factuality", StepDecision.IDENTICAL))));
        rows.add(unchanged("x1", "other", RowDecision.UNTOUCHED, List.of()));
        rows.add(skipped());
        StructType schema = new StructType()
                .add("prompt", DataTypes.StringType)
                .add("response", DataTypes.StringType)
                .add("fault", DataTypes.StringType)
                .add("expected", DataTypes.StringType);
        for (StructField field : Rows.of(Alignment.class).schema().fields()) schema = schema.add(field);
        Dataset<Row> table = LocalSpark.session()
                .createDataFrame(rows, schema)
                .withColumn(Outcomes.SHARD, functions.expr("cast(abs(hash(row_id)) % 2 as int)"));
        new Stages(LocalSpark.session(), "align", folder + "/align")
                .whole("aligned", 2, "fixture", () -> Outcomes.kept(table));
    }

    private static Step step(int number, String criterion, StepDecision decision) {
        Map<String, Float> before = Map.of("ethical", .9f, "factuality", .3f);
        Map<String, Float> after = Map.of("ethical", .2f, "factuality", .1f);
        return new Step(number, criterion, "model", .9f, .2f, before, after, decision, "because", "text");
    }

    private static Row changed(String id, String fault, String expected, int before, int after, String criterion) {
        Alignment alignment = new Alignment(
                id,
                "text of " + id + " q" + after + " now",
                true,
                RowDecision.ALIGNED,
                null,
                criterion,
                List.of(step(1, criterion, StepDecision.ACCEPTED)),
                Map.of("ethical", .9f, "factuality", .3f),
                Map.of("ethical", .2f, "factuality", .1f));
        return row("text of " + id + " q" + before, fault, expected, alignment);
    }

    private static Row unchanged(String id, String fault, RowDecision decision, List<Step> trail) {
        Map<String, Float> scores = Map.of("ethical", .4f, "factuality", .2f);
        String text = "text of " + id + " q3";
        return row(text, fault, null, new Alignment(id, text, false, decision, null, null, trail, scores, scores));
    }

    private static Row skipped() {
        return row(
                null,
                "none",
                null,
                new Alignment(
                        "s1",
                        null,
                        false,
                        RowDecision.SKIPPED,
                        SkipReason.NO_RESPONSE,
                        null,
                        List.of(),
                        Map.of(),
                        Map.of()));
    }

    private static Row row(String response, String fault, String expected, Alignment alignment) {
        Row added = Rows.of(Alignment.class).row(alignment);
        Object[] values = new Object[4 + added.size()];
        values[0] = "question of " + alignment.rowId();
        values[1] = response;
        values[2] = fault;
        values[3] = expected;
        for (int i = 0; i < added.size(); i++) values[4 + i] = added.get(i);
        return RowFactory.create(values);
    }

    /** The better quality wins; asked about g1 it says nothing that can be read. */
    private static String honest(String prompt) {
        if (prompt.contains("text of g1")) return "I would rather not.";
        Matcher quality = QUALITY.matcher(prompt);
        if (!quality.find()) throw new IllegalArgumentException("The prompt's form has changed:\n" + prompt);
        int order = quality.group(1).compareTo(quality.group(2));
        return (order > 0 ? "A" : order < 0 ? "B" : "tie") + "\nBecause of its quality.";
    }

    private static Recipe<EvaluateRecipe> recipe(String baseUrl, String output, String... changes) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Path criteria = Path.of(System.getProperty("user.dir"))
                .resolveSibling("conf/criteria")
                .toAbsolutePath();
        Files.writeString(file, """
                evaluate:
                  output: %1$s/%4$s
                  aligned: %1$s/align
                  prompt: prompt
                  response: response
                  labels: {fault: fault, none: none, expected: expected}
                  judge:
                    criteria: [%2$s/ethical.yaml, %2$s/factuality.yaml]
                    teacher:
                      kind: openai-chat
                      model: judge
                      base_url: %3$s
                      in_flight: 4
                      request_timeout: 20s
                      max_attempts: 2
                      repairs: 1
                    ledger: {path: %1$s/ledger, buckets: 3}
                    sampling: {temperature: 0.0, top_p: 1.0, max_tokens: 100, stop: []}
                    shards_per_wave: 2
                  floors: {}
                """.formatted(folder, criteria, baseUrl, output));
        return Recipes.load(file, "evaluate", List.of(changes), EvaluateRecipe.class);
    }

    private static JsonNode evaluation(String output) throws IOException {
        return Json.read(Files.readString(folder.resolve(output + "/evaluation.json")), JsonNode.class);
    }

    @Test
    void figuresAreThoseComputedByHand() throws IOException {
        assertThat(honestReport.exit()).isEqualTo(ExitCode.DONE);
        assertThat(honestReport.figures())
                .containsEntry("win_rate", .6)
                .containsEntry("pairs", 5L)
                .containsEntry("ties", 2L)
                .containsEntry("fixed_share", .6)
                .containsEntry("untouched_share", .75)
                .containsEntry("judge_failures", Map.of("malformed-answer", 2L))
                .containsEntry("position_bias", 0.0)
                .containsEntry("gate", "met");
        JsonNode all = evaluation("honest");
        JsonNode ethical = all.path("criteria").path("ethical");
        assertThat(ethical.path("preference").path("win_rate").doubleValue()).isEqualTo(.625);
        assertThat(ethical.path("preference").path("wins").intValue()).isEqualTo(2);
        assertThat(ethical.path("misaligned").intValue()).isEqualTo(3);
        assertThat(ethical.path("fixed").intValue()).isEqualTo(1);
        assertThat(ethical.path("decisions").path("accepted").intValue()).isEqualTo(5);
        assertThat(ethical.path("decisions").path("refused-no-gain").intValue()).isEqualTo(1);
        // six changed rows at .9 and four others at .4; the skipped row has no score
        assertThat(ethical.path("mean_score_before").doubleValue()).isCloseTo((6 * .9 + 4 * .4) / 10, within(1e-6));
        assertThat(ethical.path("changed_mean_score_after").doubleValue()).isCloseTo(.2, within(1e-6));
        JsonNode factuality = all.path("criteria").path("factuality");
        assertThat(factuality.path("preference").path("win_rate").doubleValue()).isEqualTo(.5);
        assertThat(factuality.path("fixed").intValue()).isEqualTo(2);
        assertThat(all.path("judge").path("calls").intValue()).isEqualTo(14);
        assertThat(all.path("judge").path("unjudged_share").doubleValue()).isCloseTo(1 / 6., within(1e-6));
        assertThat(all.path("labels").path("fixed_exactly").intValue()).isEqualTo(1);
        assertThat(all.path("labels").path("unlabelled").intValue()).isEqualTo(2);
        assertThat(all.path("rows").path("rewrites").intValue()).isEqualTo(8);
        assertThat(all.path("rows").path("copy_rate").doubleValue()).isEqualTo(.125);
        // "text of w1 q1" and "text of w1 q5 now": one word replaced, one added, of five
        assertThat(all.path("rows").path("edit_similarity").doubleValue())
                .isCloseTo((3 * .6 + .6 + 2 * .8) / 6, within(1e-6));
        assertThat(all.path("rows").path("length_ratio").doubleValue()).isCloseTo(1.25, within(1e-6));
    }

    @Test
    void aJudgeThatAlwaysSaysFirstGivesHalfAndShowsItsBias() throws IOException {
        try (JudgeServer server = new JudgeServer(prompt -> "A")) {
            JobReport report = run(server, "first", "evaluate.judge.teacher.model=first");
            assertThat(report.figures()).containsEntry("win_rate", .5).containsEntry("position_bias", 1.0);
            assertThat(evaluation("first").path("judge").path("contradicted").doubleValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void aSecondRunAsksNothingAndSaysTheSame() throws IOException {
        // two calls to each of seven pairs, and one repair for each of the two that cannot be read
        assertThat(judge.requests()).isEqualTo(16);
        assertThat(run("honest")).isEqualTo(honestReport);
        // the ledger answers where the output is gone
        assertThat(run("again").figures()).isEqualTo(honestReport.figures());
        assertThat(judge.requests()).isEqualTo(16);
    }

    @Test
    void aFigureBelowItsFloorIsNamed() throws IOException {
        JobReport report =
                run("honest", "evaluate.floors={min_win_rate: 0.7, min_fixed: 0.5, max_over_correction: 0.1}");
        assertThat(report.exit()).isEqualTo(ExitCode.GATE_NOT_MET);
        assertThat(report.figures())
                .containsEntry(
                        "gate",
                        "win_rate is 0.6000, below min_win_rate 0.7; over_correction is 0.2500, above max_over_correction 0.1");
    }

    @Test
    void everyCriterionOfTheSquadNeedsItsFile() throws IOException {
        Recipe<EvaluateRecipe> recipe = recipe("http://127.0.0.1:9/v1", "none");
        List<String> one = recipe.values().judge().criteria().subList(0, 1);
        Recipe<EvaluateRecipe> without = recipe("http://127.0.0.1:9/v1", "none", "evaluate.judge.criteria=" + one);
        assertThatThrownBy(() -> new EvaluateJob().run(LocalSpark.session(), without))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rows were aligned for [factuality], whose criterion files are missing");
    }

    @Test
    void reportsAllMissingInputsAtOnce() throws IOException {
        Recipe<EvaluateRecipe> recipe = recipe(
                "http://127.0.0.1:9/v1",
                "none",
                "evaluate.labels.fault=mistake",
                "evaluate.judge.criteria=[/nowhere/a.yaml]");
        assertThatThrownBy(() -> new EvaluateJob().check(recipe.values(), new Configuration()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("evaluate.aligned: " + folder + "/align/aligned has no column mistake")
                .hasMessageContaining("evaluate.judge.criteria: /nowhere/a.yaml: no such file");
    }

    @Test
    void winRatesByQuestionTypeAndTheSecondJudgesAgreement() throws IOException {
        try (JudgeServer biased = new JudgeServer(prompt -> "A")) {
            Recipe<EvaluateRecipe> recipe = recipe(judge.baseUrl(), "types");
            String criteria = recipe.values().judge().criteria().toString();
            String second = "{criteria: " + criteria + ", teacher: {kind: openai-chat, model: other, base_url: '"
                    + biased.baseUrl()
                    + "', in_flight: 4, request_timeout: 20s, max_attempts: 2, repairs: 1}, ledger: {path: '" + folder
                    + "/ledger', buckets: 3}, sampling: {temperature: 0.0, top_p: 1.0, max_tokens: 100, stop: []},"
                    + " shards_per_wave: 2}";
            Recipe<EvaluateRecipe> with =
                    recipe(judge.baseUrl(), "types", "evaluate.question_type=fault", "evaluate.second_judge=" + second);
            new EvaluateJob().check(with.values(), new Configuration());
            JobReport report = new EvaluateJob().run(LocalSpark.session(), with);
            JsonNode types = evaluation("types").path("question_types");
            assertThat(types.at("/ethical/win_rate").doubleValue()).isEqualTo(.75);
            assertThat(types.at("/factuality/win_rate").doubleValue()).isEqualTo(.75);
            assertThat(types.at("/none/win_rate").doubleValue()).isZero();
            // the first judge: 2 wins, 2 ties, 1 loss; the second, which always says first: ties only
            assertThat(report.figures()).containsEntry("judges_agree", .4).containsEntry("kappa", 0.0);
            assertThat(evaluation("types").at("/agreement/pairs").intValue()).isEqualTo(5);
            assertThat(evaluation("types").at("/judge/preference/bootstrap_low").doubleValue())
                    .isBetween(.1, .5);
        }
    }

    /** Prefers whatever it takes for the original: the text without "now". */
    private static String hostile(String prompt) {
        return prompt.substring(0, prompt.indexOf("### Response B")).contains(" now") ? "B" : "A";
    }

    @Test
    void aRunThatIsWorseThanAnEarlierOneIsCaughtAndNoiseIsNot() throws IOException {
        try (JudgeServer worse = new JudgeServer(EvaluateJobTest::hostile)) {
            String baseline = "evaluate.baseline=" + folder + "/honest";
            JobReport same = run("same", baseline, "evaluate.floors={max_decline: 0}");
            assertThat(same.exit()).isEqualTo(ExitCode.DONE);
            assertThat(same.figures())
                    .containsEntry("difference", 0.0)
                    .containsEntry("against_baseline", "no-clear-difference");

            JobReport tonight = run(
                    worse,
                    "tonight",
                    baseline,
                    "evaluate.judge.teacher.model=hostile",
                    "evaluate.floors={max_decline: 0.1}");
            assertThat(tonight.exit()).isEqualTo(ExitCode.GATE_NOT_MET);
            // w1 1 → 0, w2 .5 → 0, l1 0 → 0, f1 1 → 0, e1 .5 → 0, and g1, which had no verdict: .5 → 0
            assertThat(tonight.figures()).containsEntry("against_baseline", "worse");
            assertThat((Double) tonight.figures().get("difference")).isCloseTo(-3.5 / 6, within(1e-6));
            assertThat(evaluation("tonight").at("/against/paired").booleanValue())
                    .isTrue();
            assertThat(evaluation("tonight").at("/against/rows").intValue()).isEqualTo(6);
            assertThat(tonight.figures().get("gate").toString())
                    .contains("worse than")
                    .contains("max_decline 0.1");
        }
    }

    @Test
    void alpacaEvalsFilesHoldBothAnswersAndThePreference() throws IOException {
        run("honest", "evaluate.alpaca_eval={generator: squad, most_rows: 100}");
        Path files = folder.resolve("honest/alpaca_eval");
        JsonNode outputs = Json.read(Files.readString(files.resolve("model_outputs.json")), JsonNode.class);
        assertThat(outputs).hasSize(10);
        assertThat(outputs.get(0).fieldNames())
                .toIterable()
                .containsExactly("instruction", "output", "generator", "dataset", "row_id");
        JsonNode before = Json.read(Files.readString(files.resolve("reference_outputs.json")), JsonNode.class);
        assertThat(before.findValuesAsText("row_id")).isEqualTo(outputs.findValuesAsText("row_id"));
        JsonNode annotations = Json.read(Files.readString(files.resolve("annotations.json")), JsonNode.class);
        Map<String, Double> preferences = new java.util.TreeMap<>();
        for (JsonNode each : annotations)
            preferences.put(each.get("row_id").asText(), each.get("preference").doubleValue());
        assertThat(preferences).isEqualTo(Map.of("w1", 2.0, "w2", 1.5, "l1", 1.0, "f1", 2.0, "e1", 1.5));
    }
}
