package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.spark.TeacherSpending;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One judge's two stages: what it is asked, and what it said. */
final class JudgeStages {
    private final SparkSession spark;
    private final EvaluateRecipe recipe;
    private final StageOutput aligned;
    private final JudgeConfig config;
    private final Judge judge;

    JudgeStages(SparkSession spark, EvaluateRecipe recipe, StageOutput aligned, JudgeConfig config) {
        this.spark = spark;
        this.recipe = recipe;
        this.aligned = aligned;
        this.config = config;
        List<Criterion> criteria = config.criteria().stream()
                .map(file -> Recipes.loadWhole(file, Criterion.class))
                .toList();
        this.judge = Judge.of(criteria, config.teacher().model(), config.sampling());
    }

    /** @param key of the judge in the recipe */
    static void check(Inputs inputs, String key, JudgeConfig config) {
        for (String file : config.criteria()) {
            try {
                Recipes.loadWhole(file, Criterion.class);
            } catch (ConfigException e) {
                inputs.problem(key + ".criteria: " + e.getMessage());
            }
        }
        inputs.writable(key + ".ledger.path", config.ledger().path());
    }

    List<String> criteria() {
        return judge.criteria();
    }

    /** @param prefix of the stages' names */
    StageOutput judgements(Stages stages, String prefix) {
        TeacherAccess access = TeacherAccess.open(spark, config.teacher(), config.ledger(), config.shardsPerWave());
        StageOutput comparisons =
                stages.whole(prefix + "comparisons", access.buckets(), settings(), () -> comparisons(access));
        JudgementRows ask = new JudgementRows(access, judge);
        String spent = recipe.output() + "/" + prefix + "spent.json";
        try (TeacherSpending spending = TeacherSpending.open(spark, spent, config.budget())) {
            return stages.each(
                    prefix + "judgements",
                    comparisons,
                    config.shardsPerWave(),
                    List.of(),
                    rows -> rows.mapPartitions(ask, JudgementRows.OUTCOMES.encoder()));
        }
    }

    private List<Object> settings() {
        List<Object> settings = new ArrayList<>(List.of(aligned.fingerprint(), aligned.checksum(), judge));
        settings.add(String.valueOf(recipe.prompt()));
        settings.add(String.valueOf(recipe.response()));
        if (recipe.labels() != null) settings.add(recipe.labels());
        if (recipe.questionType() != null) settings.add(recipe.questionType());
        return settings;
    }

    private Dataset<Row> comparisons(TeacherAccess access) {
        Dataset<Row> changed = ChangedRows.of(spark, aligned, recipe).where("changed");
        requireCriteria(changed, judge.criteria());
        Dataset<Row> outcomes =
                changed.mapPartitions(new ComparisonRows(access, judge), ComparisonRows.OUTCOMES.encoder());
        return Shards.oneTaskEach(
                outcomes, IntStream.range(0, access.buckets()).boxed().toList());
    }

    private static void requireCriteria(Dataset<Row> changed, List<String> known) {
        List<String> unknown = changed
                .selectExpr("explode(accepted) AS criterion")
                .where(not(col("criterion").isin(known.toArray())))
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
        if (!unknown.isEmpty()) {
            throw new ConfigException("evaluate.judge.criteria: rows were aligned for " + unknown
                    + ", whose criterion files are missing; there are " + known);
        }
    }
}
