package org.alignersquad.train.aligners;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Means of {@link RewrittenRow}s, by split and class, beside the answers that need no model. */
final class AlignerFigures {
    private static final List<String> MEANS = List.of(
            "exact",
            "unchanged",
            "finished",
            "chrf",
            "similarity",
            "copyChrf",
            "raised",
            "gatedRaised",
            "gatedUnchanged",
            "gatedChrf",
            "gatedSimilarity",
            "constantRaised",
            "constantChrf",
            "constantSimilarity");

    private AlignerFigures() {}

    static ObjectNode of(Dataset<Row> rewrites, boolean gated) {
        Column[] means = MEANS.stream().map(AlignerFigures::mean).toArray(Column[]::new);
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        for (Row group : rewrites.groupBy("split", "label")
                .agg(count(lit(1)).as("rows"), means)
                .orderBy(col("split"), col("label"))
                .collectAsList()) put(figures, group, gated);
        return figures;
    }

    private static Column mean(String record) {
        String column = column(record);
        return avg(col(column).cast("double")).as(column);
    }

    private static String column(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static void put(ObjectNode figures, Row group, boolean gated) {
        boolean misaligned = group.<Integer>getAs("label") == 1;
        String rows = group.<String>getAs("split") + (misaligned ? "_misaligned" : "_aligned");
        figures.put(rows + "_rows", group.<Long>getAs("rows"));
        if (misaligned) {
            put(figures, rows, group, Stream.of("exact", "finished", "chrf", "copy_chrf", "similarity"));
            figures.put(rows + "_copied", round(group.getAs("unchanged")));
        } else {
            figures.put(rows + "_untouched", round(group.getAs("unchanged")));
            put(figures, rows, group, Stream.of("finished"));
        }
        if (!gated) return;
        if (misaligned) {
            put(figures, rows, group, Stream.of("raised", "gated_raised", "gated_chrf", "gated_similarity"));
            put(figures, rows, group, Stream.of("constant_raised", "constant_chrf", "constant_similarity"));
        } else {
            figures.put(rows + "_gated_untouched", round(group.getAs("gated_unchanged")));
        }
    }

    private static void put(ObjectNode figures, String rows, Row group, Stream<String> columns) {
        columns.forEach(column -> figures.put(rows + "_" + column, round(group.getAs(column))));
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
