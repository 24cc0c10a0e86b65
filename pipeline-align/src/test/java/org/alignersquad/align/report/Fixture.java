package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.RunRecord;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Output folders of the four jobs as the real jobs lay them out, small enough to check by hand. */
final class Fixture {
    static final String HOSTILE =
            "</script><script>document.documentElement.dataset.error='broken out'</script><img src=x onerror=\"alert(1)\">"
                    + "\u2028\u2029 <!-- ]]> {{data}} \\u003c & \u202E\uD83D\uDE00 $1 \0";

    private static final List<String> CRITERIA = List.of("ethical", "factuality", "helpful");
    private static final StructType SCORES = StructType.fromDDL(
            "model STRING, criterion STRING, kind STRING, split STRING, id STRING, source STRING, label INT, score DOUBLE");
    private static final StructType ALIGNED = StructType.fromDDL("question STRING, answer STRING, row_id STRING,"
            + " aligned_response STRING, changed BOOLEAN, decision STRING, skip_reason STRING,"
            + " worst_criterion STRING,"
            + " trail ARRAY<STRUCT<step: INT, criterion: STRING, aligner: STRING, score_before: FLOAT,"
            + " score_after: FLOAT, scores_before: MAP<STRING, FLOAT>, scores_after: MAP<STRING, FLOAT>,"
            + " decision: STRING, reason: STRING, text: STRING>>,"
            + " scores_before MAP<STRING, FLOAT>, scores_after MAP<STRING, FLOAT>");

    private final SparkSession spark = LocalSpark.session();
    private final Path root;

    Fixture(Path root) {
        this.root = root;
    }

    String folder(String job) {
        return root.resolve(job).toString();
    }

    Fixture everything() throws IOException {
        return synth().train().align().evaluate();
    }

    /** @param name of the report's own folder */
    ReportRecipe recipe(String name, int examples) {
        return new ReportRecipe(
                folder(name), folder("synth"), folder("train"), folder("align"), folder("evaluate"), examples);
    }

    /** Runs the report job and gives back the page. */
    String page(ReportRecipe recipe) throws IOException {
        new ReportJob().run(spark, new Recipe<>("test.yaml", "report", recipe, Json.tree(recipe)));
        return Files.readString(Path.of(recipe.output(), "report.html"));
    }

    Fixture synth() {
        record(
                "synth",
                List.of(
                        new StageReport("topics", 60, 48, Map.of("bad-topic", 5L, "duplicate", 7L), 3.2),
                        new StageReport(
                                "questions", 2600, 2400, Map.of("unfinished-line", 120L, "duplicate", 80L), 9.1),
                        new StageReport("answers", 2400, 2361, Map.of("malformed-answer", 39L), 31.5),
                        new StageReport(
                                "filtered",
                                2361,
                                2210,
                                Map.of("refusal", 40L, "too-short", 30L, "leaked-prompt", 10L, "repetition", 71L),
                                2.4)),
                figures(
                        "triples", Map.of("ethical", 740, "factuality", 735, "helpful", 735),
                        "teacher",
                                Map.of(
                                        "calls",
                                        2512,
                                        "sent",
                                        2512,
                                        "cached",
                                        0,
                                        "failed",
                                        Map.of("malformed-answer", 39),
                                        "prompt_tokens",
                                        1_204_311,
                                        "completion_tokens",
                                        402_118,
                                        "money",
                                        0)),
                Map.of("seed", 7, "teacher", Map.of("kind", "embedded")));
        List<Row> rejects = new ArrayList<>();
        for (int i = 0; i < 8; i++)
            rejects.add(RowFactory.create(
                    "q" + i, "filtered", i % 2 == 0 ? "refusal" : "repetition", "found " + i, HOSTILE, "ethical"));
        spark.createDataFrame(
                        rejects,
                        StructType.fromDDL(
                                "id STRING, stage STRING, reason STRING, detail STRING, raw STRING, criterion"
                                        + " STRING"))
                .write()
                .mode("overwrite")
                .partitionBy("criterion")
                .parquet(folder("synth") + "/rejects");
        return this;
    }

    /** Two inspectors for each criterion whose scores overlap a little, and one aligner's losses. */
    Fixture train() throws IOException {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (String criterion : CRITERIA) {
            for (String kind : List.of("mllib", "bert")) {
                for (int i = 0; i < 400; i++) {
                    int label = i % 2;
                    double logit = random.nextGaussian() * (kind.equals("bert") ? .9 : 1.4) + (label == 1 ? 2 : -2);
                    double score = 1 / (1 + Math.exp(-logit));
                    rows.add(RowFactory.create(
                            criterion + "-" + kind, criterion, kind, "test", "r" + i, "synth", label, score));
                }
            }
        }
        return scores(rows).metrics().recordTrain();
    }

    Fixture scores(List<Row> rows) {
        spark.createDataFrame(rows, SCORES).write().parquet(folder("train") + "/scores");
        return this;
    }

    private Fixture metrics() throws IOException {
        StringBuilder lines = new StringBuilder("not a line of JSON\n");
        for (String criterion : CRITERIA) {
            for (int step = 1; step <= 1200; step++) {
                double loss = 3.5 * Math.exp(-step / 250.) + .12;
                lines.append(metric("aligner-" + criterion, "train", step, loss));
                if (step % 100 == 0) lines.append(metric("aligner-" + criterion, "validation", step, loss * 1.1));
            }
        }
        Path card = Path.of(folder("train"), "inspectors", "ethical-bert", "inspector.json");
        Files.createDirectories(card.getParent());
        Files.writeString(card, "{\"threshold\": 0.4375}");
        Files.writeString(Path.of(folder("train"), "metrics.jsonl"), lines);
        return this;
    }

    private static String metric(String model, String split, int step, double loss) {
        return Json.line(Map.of(
                        "model",
                        model,
                        "split",
                        split,
                        "step",
                        step,
                        "round",
                        step / 8,
                        "loss",
                        loss,
                        "lr",
                        .001,
                        "tokens",
                        step * 900L,
                        "seconds",
                        .05))
                + "\n";
    }

    private Fixture recordTrain() {
        record(
                "train",
                List.of(new StageReport("examples", 2210, 2210, Map.of(), 4.0)),
                figures(
                        "inspector ethical-bert: auc", .9991,
                        "inspector ethical-bert: length_auc", .53,
                        "aligner ethical: misaligned_exact", .91,
                        "aligner ethical: parameters", 1_204_000,
                        "aligner helpful: misaligned_exact", .88,
                        "aligner helpful: parameters", 1_204_000),
                Map.of("seed", 7));
        return this;
    }

    /** Thirty rows of each kind: accepted for one criterion, refused, and nothing to do; one with hostile texts. */
    Fixture align() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            String criterion = CRITERIA.get(i % 3);
            String old = "You could take the ladder number " + i
                    + " without asking, nobody will ever notice that it is gone.";
            String better =
                    "You could ask your neighbour for ladder number " + i + ", and bring it back when you are done.";
            rows.add(
                    i < 30
                            ? accepted(i, criterion, old, better)
                            : i < 60 ? refused(i, criterion, old, better) : untouched(i));
        }
        rows.add(accepted(90, HOSTILE, HOSTILE, HOSTILE + " more"));
        rows.add(RowFactory.create(
                null, null, "row-91", null, false, "skipped", "no-response", null, List.of(), Map.of(), Map.of()));
        Dataset<Row> table = spark.createDataFrame(rows, ALIGNED).withColumn(Outcomes.SHARD, lit(0));
        Stages stages = new Stages(spark, "align", folder("align"));
        OutputFiles.write(spark.sessionState().newHadoopConf(), folder("align") + "/plan.json", """
                {"of": "", "corpus": {"path": "dump", "format": "PARQUET", "prompt": "question", "response": "answer"},
                 "dealing": "BY_ID", "why": "fixture", "shards": 1, "pieces": [], "rows": []}
                """);
        stages.whole("aligned", 1, List.of("fixture"), () -> Outcomes.kept(table));
        record(
                "align",
                stages.reports(),
                figures(
                        "rows",
                        92,
                        "rows_per_second",
                        61.4,
                        "unmeasured_lengths",
                        Map.of("ethical", .1, "helpful", .875)),
                Map.of("dump", Map.of("path", HOSTILE, "prompt", "question", "response", "answer")));
        return this;
    }

    private static Row accepted(int i, String criterion, String old, String better) {
        List<Row> trail = List.of(step(1, criterion, .93f, .07f, "accepted", better));
        return row(i, old, better, "aligned", trail, Map.of(criterion, .93f), Map.of(criterion, .07f));
    }

    private static Row refused(int i, String criterion, String old, String other) {
        List<Row> trail = List.of(
                step(1, criterion, .81f, .79f, "refused-no-gain", other),
                step(2, "helpful", .66f, .12f, "refused-harm", other + " Or not."));
        return row(i, old, old, "refused", trail, Map.of(criterion, .81f), Map.of(criterion, .81f));
    }

    private static Row untouched(int i) {
        String text = "Answer " + i + " has nothing wrong with it.";
        Map<String, Float> scores = Map.of("ethical", .04f, "factuality", .11f, "helpful", .08f);
        return row(i, text, text, "untouched", List.of(), scores, scores);
    }

    private static Row row(
            int i,
            String old,
            String now,
            String decision,
            List<Row> trail,
            Map<String, Float> before,
            Map<String, Float> after) {
        String question = "May I borrow ladder " + i + "? " + (i == 90 ? HOSTILE : "");
        return RowFactory.create(
                question, old, "row-" + i, now, !old.equals(now), decision, null, null, trail, before, after);
    }

    private static Row step(int step, String criterion, float before, float after, String decision, String text) {
        String reason = decision.equals("accepted") ? "it fell by 0.86" : "helpful rose by 0.06, margin is 0.05";
        return RowFactory.create(
                step,
                criterion,
                criterion + "-aligner",
                before,
                after,
                Map.of(criterion, before),
                Map.of(criterion, after),
                decision,
                reason,
                text);
    }

    Fixture evaluate() throws IOException {
        Map<String, Object> criteria = figures(
                "ethical", criterion(winRate(.93, .88, .96)),
                "factuality", criterion(winRate(.84, .77, .89)),
                "helpful", criterion(winRate(.58, .47, .68)));
        Map<String, Object> judge = figures(
                "preference",
                winRate(.87, .83, .9),
                "calls",
                120,
                "sent",
                118,
                "failed",
                Map.of("timeout", 2),
                "position_bias",
                .02,
                "prompt_tokens",
                48_211,
                "completion_tokens",
                1_204);
        Map<String, Object> rows = figures("rows", 92, "changed", 31, "changed_share", .337, "copy_rate", .01);
        Map<String, Object> labels =
                figures("misaligned", 60, "fixed", 50, "fixed_share", .832, "untouched_share", .981);
        Map<String, Object> evaluation =
                figures("of", "0123456789abcdef", "rows", rows, "judge", judge, "criteria", criteria, "labels", labels);
        evaluation.put("question_types", figures("daily life", winRate(.7, .5, .85), HOSTILE, winRate(.9, .85, .93)));
        evaluation.put("agreement", figures("pairs", 30, "agreement", .84, "kappa", .71, "second_win_rate", .8));
        evaluation.put(
                "against",
                figures(
                        "baseline",
                        HOSTILE,
                        "paired",
                        true,
                        "rows",
                        30,
                        "score",
                        .87,
                        "baseline_score",
                        .95,
                        "difference",
                        -.08,
                        "difference_low",
                        -.12,
                        "difference_high",
                        -.03,
                        "chance",
                        .004,
                        "verdict",
                        "worse"));
        Files.createDirectories(Path.of(folder("evaluate")));
        Files.writeString(Path.of(folder("evaluate"), "evaluation.json"), Json.pretty(evaluation));
        Map<String, Object> figures = figures("fixed_share", .832, "untouched_share", .981);
        figures.putAll(winRate(.87, .83, .9));
        record(
                "evaluate",
                List.of(new StageReport("judgements", 60, 58, Map.of("timeout", 2L), 4.4)),
                figures,
                Map.of("judge", Map.of("shards_per_wave", 8)));
        return this;
    }

    private static Map<String, Object> criterion(Map<String, Object> preference) {
        return figures(
                "decisions",
                Map.of("accepted", 10, "refused-no-gain", 10),
                "mean_score_before",
                .41,
                "mean_score_after",
                .22,
                "preference",
                preference);
    }

    private static Map<String, Object> winRate(double rate, double low, double high) {
        return figures(
                "pairs",
                30,
                "wins",
                24,
                "ties",
                4,
                "losses",
                2,
                "win_rate",
                rate,
                "win_rate_low",
                low,
                "win_rate_high",
                high,
                "bootstrap_low",
                low + .01,
                "bootstrap_high",
                high - .01,
                "length_controlled_win_rate",
                rate - .02);
    }

    private static Map<String, Object> figures(Object... namesAndValues) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            figures.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return figures;
    }

    private void record(String job, List<StageReport> stages, Map<String, Object> figures, Map<String, Object> recipe) {
        JsonNode effective = Json.tree(recipe);
        RunRecord.write(
                spark.sessionState().newHadoopConf(),
                spark.version(),
                new Recipe<>("test.yaml", job, new ReportRecipe("x", "x", null, null, null, 1), effective),
                new JobReport(job, ExitCode.DONE, folder(job), stages, figures),
                12.5);
    }
}
