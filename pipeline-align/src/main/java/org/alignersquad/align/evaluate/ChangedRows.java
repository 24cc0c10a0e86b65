package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.CorpusPlan;
import org.alignersquad.core.spark.StageOutput;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The aligned table under names of this job's own, whatever the dump's columns are called. */
final class ChangedRows {
    static final String ACCEPTED = "accepted";

    private ChangedRows() {}

    /**
     * Columns row_id, changed, prompt, original, aligned, accepted (criteria with a kept rewrite), question_type, fault,
     * expected.
     */
    static Dataset<Row> of(SparkSession spark, StageOutput aligned, EvaluateRecipe recipe) {
        LabelsConfig labels = recipe.labels();
        boolean own = recipe.prompt() == null || recipe.response() == null;
        Dataset<Row> rows = own ? withTexts(spark, aligned.kept(), recipe) : aligned.kept();
        String accepted =
                "array_distinct(transform(filter(trail, step -> step.decision = 'accepted'), step -> step.criterion))";
        return rows.select(
                col("row_id"),
                col("changed"),
                text(recipe.prompt() == null ? Corpus.PROMPT : recipe.prompt(), "prompt"),
                text(recipe.response() == null ? Corpus.RESPONSE : recipe.response(), "original"),
                col("aligned_response").as("aligned"),
                expr(accepted).as(ACCEPTED),
                text(recipe.questionType(), "question_type"),
                text(labels == null ? null : labels.fault(), "fault"),
                text(labels == null ? null : labels.expected(), "expected"));
    }

    /** With prompt and response as job align has read them. */
    private static Dataset<Row> withTexts(SparkSession spark, Dataset<Row> aligned, EvaluateRecipe recipe) {
        Configuration conf = spark.sessionState().newHadoopConf();
        CorpusPlan plan = CorpusPlan.read(conf, recipe.aligned());
        if (plan == null)
            throw new ConfigException("evaluate.aligned: there is no " + CorpusPlan.FILE + " in " + recipe.aligned());
        return Corpus.withTexts(aligned, plan.corpus());
    }

    private static Column text(@Nullable String column, String name) {
        Column value = column == null ? lit(null) : col("`" + column + "`");
        return value.cast("string").as(name);
    }
}
