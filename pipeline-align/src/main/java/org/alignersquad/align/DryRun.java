package org.alignersquad.align;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.LinkedHashMap;
import java.util.Map;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.CorpusShards;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.StageResources;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a squad would have to rewrite, and how long it would take, from a pilot over a few of these rows. */
final class DryRun {
    /** Enough to even out long and short rows, few enough to be done in a minute. */
    static final int PILOT_ROWS = 64;

    private final SparkSession spark;
    private final CorpusShards dump;
    private final StageOutput inspected;
    private final AlignRows align;
    private final StageResources resources;

    DryRun(SparkSession spark, CorpusShards dump, StageOutput inspected, AlignRows align, StageResources resources) {
        this.spark = spark;
        this.dump = dump;
        this.inspected = inspected;
        this.align = align;
        this.resources = resources;
    }

    /**
     * @param toRewrite rows in which an inspector found fault
     * @return pilot_rows, seconds_per_rewrite (of one task), tasks (that work at once), estimated_seconds (of the whole job)
     */
    Map<String, Object> estimate(long toRewrite) {
        Map<String, Object> figures = new LinkedHashMap<>();
        Row timing = pilot().selectExpr("coalesce(sum(rows), 0) AS rows", "coalesce(sum(seconds), 0d) AS seconds")
                .first();
        long rows = timing.getAs("rows");
        double each = rows == 0 ? 0 : timing.<Double>getAs("seconds") / rows;
        int tasks = Math.min(atOnce(), dump.shards());
        double seconds = inspected.report().seconds() + toRewrite * each / tasks;
        figures.put("pilot_rows", rows);
        figures.put("seconds_per_rewrite", Math.round(each * 1e4) / 1e4);
        figures.put("tasks", tasks);
        figures.put("estimated_seconds", Math.round(seconds * 10) / 10.0);
        return figures;
    }

    private Dataset<Row> pilot() {
        Object[] ids = inspected
                .kept()
                .where("decision = 'faulty'")
                .orderBy(xxhash64(col("row_id")), col("row_id"))
                .select("row_id")
                .limit(PILOT_ROWS)
                .collectAsList()
                .stream()
                .map(row -> (Object) row.getString(0))
                .toArray();
        Dataset<Row> rows = align.columns()
                .select(dump.rows().where(col(Corpus.ID).isin(ids)))
                // what endpoints answer is then in the ledgers of the rows' own shards, for the run that rewrites
                .repartition(atOnce(), col(Outcomes.SHARD));
        return resources.mapPartitions(rows, new PilotRows(align), PilotRows.TIMINGS.encoder());
    }

    private int atOnce() {
        return resources.atOnce(
                spark.sparkContext().defaultParallelism(), spark.sparkContext().getConf());
    }
}
