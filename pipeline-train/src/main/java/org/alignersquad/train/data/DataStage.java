package org.alignersquad.train.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alignersquad.core.spark.NearDuplicates;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.text.Names;
import org.alignersquad.core.text.Words;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.alignersquad.core.triple.Split;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The stage {@code data}: rows of all files, checked, grouped by near-duplicate questions and split by group. Rows of
 * criteria that are not trained are left out.
 *
 * @param source fingerprint of the files
 */
public record DataStage(DataRecipe recipe, List<String> criteria, int shards, String source) {
    private static final Outcomes<JudgedRow> OUTCOMES = Outcomes.of(JudgedRow.class);

    public StageOutput run(SparkSession spark, Stages stages) {
        return stages.whole("data", shards, List.of(recipe, criteria, source), () -> outcomes(spark));
    }

    private Dataset<Row> outcomes(SparkSession spark) {
        Dataset<Row> rows = null;
        for (DataFile file : recipe.files()) {
            Dataset<Row> read = Judged.read(spark, file);
            rows = rows == null ? read : rows.unionByName(read);
        }
        if (rows == null) throw new IllegalStateException("A recipe names at least one file");
        Dataset<Row> own = rows.where(
                col("criterion").isin(criteria.toArray()).or(col("criterion").isNull()));
        return grouped(own)
                .withColumn(Outcomes.SHARD, Shards.of(col("id"), shards))
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) part -> Iterators.map(part, DataStage::outcome),
                        OUTCOMES.encoder());
    }

    /** With {@code group}, the same for nearly the same text {@code about}. */
    private Dataset<Row> grouped(Dataset<Row> rows) {
        Dataset<Row> keyed = rows.mapPartitions(
                (MapPartitionsFunction<Row, Row>) part -> Iterators.map(part, DataStage::withKey),
                Encoders.row(rows.schema().add("key", DataTypes.StringType)));
        Dataset<Row> questions = keyed.groupBy("key").agg(min("about").as("text"));
        return keyed.join(new NearDuplicates(recipe.nearDuplicates()).groups(questions), "key");
    }

    private static Row withKey(Row row) {
        Object[] values = new Object[row.size() + 1];
        for (int i = 0; i < row.size(); i++) values[i] = row.get(i);
        values[row.size()] = Hashes.id(Words.normalised(row.getAs("about")));
        return RowFactory.create(values);
    }

    private static Row outcome(Row row) {
        int shard = row.getAs(Outcomes.SHARD);
        Reject reject = reject(row);
        return reject != null ? OUTCOMES.rejected(shard, reject) : OUTCOMES.kept(shard, kept(row));
    }

    private static @Nullable Reject reject(Row row) {
        if (row.getAs("corrupt") != null)
            return reject(row, RejectReason.CORRUPT_ROW, "the row could not be read", "corrupt");
        if (row.getAs("criterion") == null)
            return reject(row, RejectReason.CORRUPT_ROW, "the row names no criterion", "response");
        String response = row.getAs("response");
        if (response == null || response.isBlank())
            return reject(row, RejectReason.NO_RESPONSE, "a response is missing or blank", "prompt");
        if (label(row) < 0)
            return reject(
                    row,
                    RejectReason.BAD_LABEL,
                    "label is " + row.getAs("label_text") + ", expected 0, 1, false or true",
                    "response");
        return null;
    }

    private static Reject reject(Row row, RejectReason reason, String detail, String raw) {
        return new Reject(row.getAs("id"), reason, detail, row.getAs(raw));
    }

    /** -1 where it is none. */
    private static int label(Row row) {
        String label = row.getAs("label_text");
        return switch (label == null ? "" : label.strip().toLowerCase(Locale.ROOT)) {
            case "1", "1.0", "true" -> 1;
            case "0", "0.0", "false" -> 0;
            default -> -1;
        };
    }

    private static JudgedRow kept(Row row) {
        String group = row.getAs("group");
        return new JudgedRow(
                row.getAs("id"),
                row.getAs("source"),
                row.getAs("criterion"),
                Names.kebab(Split.of(group)),
                group,
                row.getAs("question_type"),
                row.getAs("prompt"),
                row.getAs("response"),
                row.getAs("aligned_response"),
                label(row));
    }

    /** All paths, for {@code data}'s fingerprint. */
    public static List<String> paths(DataRecipe recipe) {
        List<String> paths = new ArrayList<>();
        for (DataFile file : recipe.files()) paths.add(file.path());
        return paths;
    }
}
