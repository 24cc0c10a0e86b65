package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.StageReport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.jspecify.annotations.Nullable;

/**
 * What every stage took in, kept and rejected, with some of the rejected rows by reason. {@code waterfall.json}.
 *
 * @param examples by reason, those with the smallest ids
 */
record Waterfall(String stage, long in, long kept, Map<String, Long> rejected, Map<String, List<Example>> examples) {
    private static final int EXAMPLES = 3;
    private static final int MOST_CHARS = 300;

    /**
     * A rejected row.
     *
     * @param raw its start
     */
    record Example(
            String id,
            String criterion,
            @Nullable String detail,
            @Nullable String raw) {}

    /**
     * @param reports in order
     * @param rejects the rejects table; null where nothing was rejected
     */
    static List<Waterfall> of(List<StageReport> reports, @Nullable Dataset<Row> rejects) {
        Map<String, Map<String, List<Example>>> examples = rejects == null ? Map.of() : examples(rejects);
        List<Waterfall> stages = new ArrayList<>();
        for (StageReport report : reports)
            stages.add(new Waterfall(
                    report.name(),
                    report.in(),
                    report.kept(),
                    report.rejected(),
                    examples.getOrDefault(report.name(), Map.of())));
        return stages;
    }

    private static Map<String, Map<String, List<Example>>> examples(Dataset<Row> rejects) {
        Dataset<Row> some = rejects.withColumn(
                        "place",
                        row_number().over(Window.partitionBy("stage", "reason").orderBy("id")))
                .filter(col("place").leq(lit(EXAMPLES)))
                .select(
                        col("stage"),
                        col("reason"),
                        col("id"),
                        col("criterion"),
                        substring(col("detail"), 1, MOST_CHARS).as("detail"),
                        substring(col("raw"), 1, MOST_CHARS).as("raw"))
                .orderBy("stage", "reason", "id");
        Map<String, Map<String, List<Example>>> examples = new LinkedHashMap<>();
        for (Row row : some.collectAsList())
            examples.computeIfAbsent(row.getString(0), stage -> new TreeMap<>())
                    .computeIfAbsent(row.getString(1), reason -> new ArrayList<>())
                    .add(new Example(row.getString(2), row.getString(3), row.getString(4), row.getString(5)));
        return examples;
    }
}
