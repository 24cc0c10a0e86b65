package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What one shard's files hold, read back from them. */
final class ShardCounts {
    private long kept;
    private final Map<String, Long> rejected = new TreeMap<>();
    private long checksum;

    /** Of every shard that has rows in a run's folder. */
    static Map<Integer, ShardCounts> of(SparkSession spark, StructType schema, String data) {
        Dataset<Row> written = spark.read().schema(schema).parquet(data);
        Dataset<Row> groups = written.groupBy(
                        col(Outcomes.SHARD),
                        col(Outcomes.OUTCOME),
                        col(Outcomes.REJECT + ".reason").as("reason"))
                .agg(
                        count(lit(1)).as("rows"),
                        expr("bit_xor(xxhash64(" + columns(schema) + "))").as("checksum"));
        Map<Integer, ShardCounts> counts = new TreeMap<>();
        for (Row row : groups.collectAsList()) {
            counts.computeIfAbsent(row.getAs(Outcomes.SHARD), shard -> new ShardCounts())
                    .add(row);
        }
        return counts;
    }

    private void add(Row row) {
        long rows = row.getAs("rows");
        checksum ^= row.<Long>getAs("checksum");
        if (row.getAs(Outcomes.OUTCOME).equals(Outcomes.KEPT)) kept += rows;
        else rejected.merge(row.getAs("reason"), rows, Long::sum);
    }

    /** @throws IllegalStateException where rows were lost or made; {@code expected} of -1 allows any number */
    void check(String stage, int shard, long expected) {
        long found =
                kept + rejected.values().stream().mapToLong(Long::longValue).sum();
        if (expected >= 0 && found != expected) {
            throw new IllegalStateException("Stage " + stage + ", shard " + shard + ": " + expected + " rows went in, "
                    + kept + " kept and " + (found - kept) + " rejected came out");
        }
    }

    ShardManifest manifest(int shard, String run, double seconds, int retries) {
        String hex = String.format("%016x", checksum);
        return new ShardManifest(ShardManifest.SCHEMA_VERSION, shard, run, kept, rejected, hex, seconds, retries);
    }

    private static String columns(StructType schema) {
        List<String> names = new ArrayList<>();
        for (StructField field : schema.fields()) {
            names.add(Checksums.hashable("`" + field.name() + "`", field.dataType(), 0));
        }
        return String.join(", ", names);
    }
}
