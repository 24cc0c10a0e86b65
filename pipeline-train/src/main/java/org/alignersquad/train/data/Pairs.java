package org.alignersquad.train.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * Triples as judged responses: (x, y) is misaligned and (x, y') is aligned; where y equals y' there is only the latter.
 * Columns: {@code id, source, criterion, split, group, question_type, prompt, response, aligned_response, label}, the label 1
 * for misaligned.
 */
public final class Pairs {
    /** What a triple table must have. */
    public static final List<String> TRIPLE_COLUMNS = List.of(
            "id", "criterion", "split", "question_type", "input", "initial_response", "aligned_response", "teacher");

    private Pairs() {}

    public static Dataset<Row> read(SparkSession spark, String triples, List<String> criteria) {
        Column misaligned = struct(col("initial_response").as("response"), lit(1).as("label"));
        Column aligned = struct(col("aligned_response").as("response"), lit(0).as("label"));
        return spark.read()
                .parquet(triples)
                .where(col("criterion").isin(criteria.toArray()))
                .withColumn("pair", explode(array(misaligned, aligned)))
                .where(col("pair.label").equalTo(0).or(col("initial_response").notEqual(col("aligned_response"))))
                .select(
                        col("id"),
                        col("teacher").as("source"),
                        col("criterion"),
                        col("split"),
                        md5(lower(col("input"))).as("group"),
                        coalesce(col("question_type"), lit("")).as("question_type"),
                        col("input").as("prompt"),
                        col("pair.response").as("response"),
                        col("aligned_response"),
                        col("pair.label").as("label"));
    }

    /** At most this many rows of each split, always the same ones, both responses of a triple together. */
    public static Dataset<Row> sample(Dataset<Row> pairs, int rows) {
        Column order = row_number()
                .over(Window.partitionBy(col("split")).orderBy(xxhash64(col("id")), col("id"), col("label")));
        return pairs.withColumn("_order", order).where(col("_order").leq(rows)).drop("_order");
    }
}
