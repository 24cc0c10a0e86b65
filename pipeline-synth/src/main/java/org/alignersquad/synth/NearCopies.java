package org.alignersquad.synth;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.spark.NearDuplicates;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Rejects questions that are nearly the same as others of their criterion ({@code deduplicated}), before anybody pays for
 * their answers. Where responses are there already they count too: two responses to a question are two rows.
 */
final class NearCopies {
    private NearCopies() {}

    /** Of a group the questions with the smallest ids are kept. */
    static StageOutput reject(Setup setup, StageOutput questions, DeduplicateConfig deduplicate) {
        NearDuplicatesConfig splits = setup.recipe().nearDuplicates();
        var config = new NearDuplicatesConfig(deduplicate.threshold(), splits.bands(), splits.rowsPerBand());
        int most = deduplicate.keep();
        List<Object> settings = List.of(questions.fingerprint(), config, most);
        return setup.stages().whole("deduplicated", setup.buckets(), settings, () -> {
            Dataset<Row> rows = questions.kept();
            Dataset<Row> texts = rows.select(
                    col("id").as("key"),
                    concat_ws("\n", col("text"), col("response")).as("text"));
            Dataset<Row> groups = new NearDuplicates(config).groups(texts).withColumnRenamed("key", "id");
            return outcomes(rows.join(groups, "id").select(columns(rows)), most);
        });
    }

    /** The order of columns, which a join by name changes. */
    private static Column[] columns(Dataset<Row> rows) {
        Column[] columns = new Column[rows.columns().length + 1];
        for (int i = 0; i < rows.columns().length; i++) columns[i] = col(rows.columns()[i]);
        columns[rows.columns().length] = col("group");
        return columns;
    }

    private static Dataset<Row> outcomes(Dataset<Row> grouped, int most) {
        WindowSpec group = Window.partitionBy("criterion", "group").orderBy("id");
        Dataset<Row> ranked = grouped.withColumn("rank", row_number().over(group))
                .withColumn("original", first(col("id")).over(group));
        Column reason = when(col("rank").gt(lit(most)), lit(RejectReason.NEAR_DUPLICATE.kebab()));
        Column detail = concat(lit("Nearly the same as "), coalesce(col("original"), lit("another")));
        return Outcomes.where(ranked, reason, col("id"), detail, col("text")).drop("group", "rank", "original");
    }
}
