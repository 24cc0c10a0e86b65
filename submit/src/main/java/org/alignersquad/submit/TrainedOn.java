package org.alignersquad.submit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Which triples the models of a folder were trained on: a stage {@code trained-on} of ids and hashes beside them. */
final class TrainedOn {
    private static final String STAGE = "trained-on";

    private final SparkSession spark;
    private final String triples;
    private final String models;

    /**
     * @param triples folder of the triple table
     * @param models output folder of job train
     */
    TrainedOn(SparkSession spark, String triples, String models) {
        this.spark = spark;
        this.triples = triples;
        this.models = models;
    }

    /** Remembers the triple table as it is now. */
    void record() {
        String now = FileListing.fingerprint(spark.sessionState().newHadoopConf(), triples);
        new Stages(spark, "train", models)
                .whole(STAGE, 1, List.of(now), () -> Outcomes.kept(rows().withColumn(Outcomes.SHARD, lit(0)))
                        .coalesce(1));
    }

    /** Share of the remembered rows that came, went or changed since; 1 where nothing is remembered. */
    double changed() {
        Dataset<Row> before;
        try {
            before = StageOutput.open(spark, models + "/" + STAGE).kept().select("id", "hash");
        } catch (ConfigException e) {
            return 1;
        }
        spark.sparkContext().setJobDescription("pipeline: how much of the triples has changed");
        Row counts = before.withColumnRenamed("hash", "before")
                .join(rows(), new String[] {"id"}, "full_outer")
                .agg(
                        count(col("before")).as("rows"),
                        count(lit(1)).minus(count(same())).as("changed"))
                .first();
        long rows = counts.getAs("rows");
        return rows == 0 ? 1 : Math.min(1, counts.<Long>getAs("changed") / (double) rows);
    }

    private static org.apache.spark.sql.Column same() {
        return org.apache.spark.sql.functions.when(col("before").equalTo(col("hash")), lit(1));
    }

    private Dataset<Row> rows() {
        return spark.read()
                .parquet(triples)
                .select(
                        col("id"),
                        xxhash64(col("criterion"), col("input"), col("initial_response"), col("aligned_response"))
                                .as("hash"));
    }
}
