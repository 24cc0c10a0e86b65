package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import org.alignersquad.core.spark.StageOutput;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The aligned table under names of this job's own, whatever the dump's columns are called. */
final class ChangedRows {
    static final String ACCEPTED = "accepted";

    private ChangedRows() {}

    /**
     * Columns row_id, changed, prompt, original, aligned, accepted (criteria with a kept rewrite), question_type, fault,
     * expected.
     */
    static Dataset<Row> of(StageOutput aligned, EvaluateRecipe recipe) {
        LabelsConfig labels = recipe.labels();
        String accepted =
                "array_distinct(transform(filter(trail, step -> step.decision = 'accepted'), step -> step.criterion))";
        return aligned.kept()
                .select(
                        col("row_id"),
                        col("changed"),
                        text(recipe.prompt(), "prompt"),
                        text(recipe.response(), "original"),
                        col("aligned_response").as("aligned"),
                        expr(accepted).as(ACCEPTED),
                        text(recipe.questionType(), "question_type"),
                        text(labels == null ? null : labels.fault(), "fault"),
                        text(labels == null ? null : labels.expected(), "expected"));
    }

    private static Column text(@Nullable String column, String name) {
        Column value = column == null ? lit(null) : col("`" + column + "`");
        return value.cast("string").as(name);
    }
}
