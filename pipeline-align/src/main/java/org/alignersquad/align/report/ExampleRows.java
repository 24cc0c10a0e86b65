package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Draws rows of the aligned table to look at: the same rows in every run. */
final class ExampleRows {
    private static final Column CRITERION = coalesce(expr("get(trail, 0).criterion"), lit("none"));

    private final Dataset<Row> aligned;

    /** @param aligned with {@link Corpus#PROMPT} and {@link Corpus#RESPONSE} */
    ExampleRows(Dataset<Row> aligned) {
        this.aligned = aligned;
    }

    /** @param each rows for each pair of criterion and decision, or all where there are fewer */
    List<SquadPart.Example> draw(int each) {
        // ids first: a window over whole rows would sort the texts of a dump
        Object[] ids = drawnIds(each);
        if (ids.length == 0) return List.of();
        Dataset<Row> rows = aligned.where(col("row_id").isin(ids))
                .select(
                        col("row_id"),
                        CRITERION,
                        col("decision"),
                        text(Corpus.PROMPT),
                        text(Corpus.RESPONSE),
                        text("aligned_response"),
                        to_json(col("scores_before")),
                        to_json(col("scores_after")),
                        to_json(expr("transform(trail, try -> named_struct('criterion', try.criterion, "
                                + "'decision', try.decision, 'reason', try.reason, 'aligner', try.aligner, "
                                + "'score_before', try.score_before, "
                                + "'score_after', try.score_after, 'text', left(try.text, " + SquadRows.MOST_CHARACTERS
                                + ")))")))
                .orderBy("row_id");
        return rows.collectAsList().stream().map(ExampleRows::example).toList();
    }

    private Object[] drawnIds(int each) {
        var drawn = Window.partitionBy("criterion", "decision").orderBy("order", "row_id");
        return aligned
                .select(
                        CRITERION.as("criterion"),
                        col("decision"),
                        col("row_id"),
                        xxhash64(col("row_id")).as("order"))
                .withColumn("place", row_number().over(drawn))
                .where(col("place").leq(each))
                .select("row_id")
                .collectAsList()
                .stream()
                .map(row -> (Object) row.getString(0))
                .toArray();
    }

    private static Column text(String column) {
        return substring(coalesce(col(column).cast("string"), lit("")), 1, SquadRows.MOST_CHARACTERS);
    }

    private static SquadPart.Example example(Row row) {
        return new SquadPart.Example(
                row.getString(0),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                json(row.getString(6)),
                json(row.getString(7)),
                json(row.getString(8)));
    }

    private static JsonNode json(String text) {
        return Json.read(text == null ? "null" : text, JsonNode.class);
    }
}
