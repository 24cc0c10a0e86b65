package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Draws rejected rows to look at: the same rows in every run. */
final class RejectRows {
    /** Longest text shown of a rejected row. */
    private static final int MOST_CHARACTERS = 600;

    private RejectRows() {}

    /**
     * A row that a stage did not keep.
     *
     * @param detail what was found and what was expected; empty where not recorded
     * @param raw the beginning of its text
     */
    record Example(String job, String stage, String reason, String id, String detail, String raw) {}

    /**
     * @param rejects columns id, stage, reason, detail, raw
     * @param each rows for each stage and reason
     */
    static List<Example> draw(String job, Dataset<Row> rejects, int each) {
        var drawn = Window.partitionBy("stage", "reason").orderBy(xxhash64(col("id")), col("id"), col("raw"));
        return rejects
                .select(
                        text("id", 200),
                        text("stage", 200),
                        text("reason", 200),
                        text("detail", MOST_CHARACTERS),
                        text("raw", MOST_CHARACTERS))
                .withColumn("place", row_number().over(drawn))
                .where(col("place").leq(each))
                .orderBy("stage", "reason", "place")
                .collectAsList()
                .stream()
                .map(row -> new Example(
                        job,
                        row.getAs("stage"),
                        row.getAs("reason"),
                        row.getAs("id"),
                        row.getAs("detail"),
                        row.getAs("raw")))
                .toList();
    }

    private static Column text(String column, int characters) {
        return substring(coalesce(col(column).cast("string"), lit("")), 1, characters)
                .as(column);
    }
}
