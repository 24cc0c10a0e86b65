package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.alignersquad.core.spark.StageOutput;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Counts all figures over the aligned rows and the judgements; only sums reach the driver. */
final class Evaluator {
    private final EvaluateRecipe recipe;
    private final StageOutput aligned;
    private final StageOutput judgements;
    private final List<String> criteria;
    private final Pairs pairs;
    private final Dataset<Row> measures;
    private final @Nullable Pairs second;
    private final @Nullable Against against;

    /**
     * @param second pairs of the second judge
     * @param against an earlier run
     */
    Evaluator(
            SparkSession spark,
            EvaluateRecipe recipe,
            StageOutput aligned,
            StageOutput judgements,
            List<String> criteria,
            @Nullable Pairs second,
            @Nullable Against against) {
        this.recipe = recipe;
        this.aligned = aligned;
        this.judgements = judgements;
        this.criteria = criteria;
        this.pairs = new Pairs(judgements.kept());
        this.second = second;
        this.against = against;
        this.measures = RowMeasure.of(ChangedRows.of(spark, aligned, recipe));
    }

    /** @param of what the evaluation is of, for its record */
    Evaluation evaluate(String of) {
        Map<String, Map<String, Long>> decisions = decisions();
        Map<String, WinRate> preferences = pairs.byCriterion();
        LabelsConfig labels = recipe.labels();
        Labelled labelled = labels == null ? null : Labelled.count(measures, pairs.wins(), criteria, labels);
        Row scores = scores();
        Map<String, CriterionFigures> byCriterion = new LinkedHashMap<>();
        for (String criterion : criteria) {
            WinRate preference = preferences.getOrDefault(criterion, WinRate.NONE);
            Map<String, Long> rewrites = decisions.getOrDefault(criterion, Map.of());
            byCriterion.put(criterion, criterion(criterion, rewrites, scores, preference, labelled));
        }
        return new Evaluation(
                of,
                rows(decisions),
                judge(pairs.overall()),
                byCriterion,
                recipe.questionType() == null ? Map.of() : pairs.byQuestionType(),
                second == null ? null : Agreement.of(pairs, second),
                against,
                labelled == null ? null : labelled.figures());
    }

    private static CriterionFigures criterion(
            String criterion,
            Map<String, Long> decisions,
            Row scores,
            WinRate preference,
            @Nullable Labelled labelled) {
        return new CriterionFigures(
                decisions,
                scores.getAs(criterion + ".before"),
                scores.getAs(criterion + ".after"),
                scores.getAs(criterion + ".changed_before"),
                scores.getAs(criterion + ".changed_after"),
                preference,
                labelled == null ? null : labelled.misaligned(criterion),
                labelled == null ? null : labelled.fixed(criterion),
                labelled == null ? null : labelled.fixedShare(criterion));
    }

    private RowFigures rows(Map<String, Map<String, Long>> decisions) {
        Row row = measures.agg(
                        expr("count(*)").as("rows"),
                        expr("count_if(changed)").as("changed"),
                        expr("avg(similarity)").as("similarity"),
                        expr("exp(avg(log_length_ratio))").as("length_ratio"))
                .first();
        long rewrites = 0;
        long copies = 0;
        for (Map<String, Long> each : decisions.values()) {
            rewrites += each.values().stream().mapToLong(Long::longValue).sum();
            copies += each.getOrDefault("identical", 0L);
        }
        long rows = row.getAs("rows");
        long changed = row.getAs("changed");
        return new RowFigures(
                rows,
                changed,
                Rounded.share(changed, rows),
                rewrites,
                Rounded.share(copies, rewrites),
                Rounded.figure(row.getAs("similarity")),
                Rounded.figure(row.getAs("length_ratio")));
    }

    /** Rewrites by criterion and decision. */
    private Map<String, Map<String, Long>> decisions() {
        Map<String, Map<String, Long>> decisions = new TreeMap<>();
        Dataset<Row> counts = aligned.kept()
                .selectExpr("explode(trail) AS step")
                .groupBy(col("step.criterion"), col("step.decision"))
                .count();
        for (Row row : counts.collectAsList()) {
            decisions
                    .computeIfAbsent(row.getString(0), criterion -> new TreeMap<>())
                    .put(row.getString(1), row.getLong(2));
        }
        return decisions;
    }

    private Row scores() {
        List<Column> columns = criteria.stream()
                .flatMap(criterion -> Stream.of(
                        mean("scores_before", criterion, "true").as(criterion + ".before"),
                        mean("scores_after", criterion, "true").as(criterion + ".after"),
                        mean("scores_before", criterion, accepted(criterion)).as(criterion + ".changed_before"),
                        mean("scores_after", criterion, accepted(criterion)).as(criterion + ".changed_after")))
                .toList();
        return aligned.kept()
                .agg(expr("count(*)"), columns.toArray(new Column[0]))
                .first();
    }

    private static Column mean(String scores, String criterion, String where) {
        String score = "cast(" + scores + "['" + criterion + "'] as double)";
        return expr("round(avg(CASE WHEN " + where + " THEN " + score + " END), 6)");
    }

    private static String accepted(String criterion) {
        return "exists(trail, step -> step.criterion = '" + criterion + "' AND step.decision = 'accepted')";
    }

    private JudgeFigures judge(WinRate preference) {
        Row calls = judgements
                .rows()
                .agg(
                        expr("count_if(accepted)").as("calls"),
                        expr("count_if(NOT cached)").as("sent"),
                        expr("count_if(accepted AND verdict = 'a')").as("first"),
                        expr("count_if(accepted AND verdict = 'b')").as("second"),
                        expr("coalesce(sum(prompt_tokens), 0)").as("prompt_tokens"),
                        expr("coalesce(sum(completion_tokens), 0)").as("completion_tokens"))
                .first();
        long asked = judgements.report().in();
        long pairsAsked = calls.<Long>getAs("calls") / 2;
        long first = calls.getAs("first");
        long second = calls.getAs("second");
        return new JudgeFigures(
                preference,
                asked,
                calls.getAs("sent"),
                judgements.report().rejected(),
                Rounded.share(pairsAsked - preference.pairs(), pairsAsked),
                Rounded.share(first - second, first + second),
                Rounded.share(pairs.contradicted(), preference.pairs()),
                calls.getAs("prompt_tokens"),
                calls.getAs("completion_tokens"));
    }
}
