package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.coalesce;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connected components of a graph given by its edges. */
final class Components {
    private static final Logger LOG = LoggerFactory.getLogger(Components.class);

    /** Labels also jump to their label's label, so a chain of n nodes takes about log n rounds. */
    private static final int MOST_ROUNDS = 30;

    private Components() {}

    /**
     * @param edges {@code a, b}
     * @return {@code node, label} for every node of an edge: the label is the smallest node of its component
     */
    static Dataset<Row> smallest(Dataset<Row> edges) {
        Dataset<Row> both = edges.union(edges.select(col("b"), col("a"))).distinct().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Dataset<Row> labels = both.groupBy(col("a").as("node")).agg(min("b").as("b"))
                    .select(col("node"), least(col("node"), col("b")).as("label"))
                    .localCheckpoint();
            for (int round = 0; round < MOST_ROUNDS; round++) {
                Dataset<Row> next = lowered(labels, both).localCheckpoint();
                boolean settled = next.filter("lowered").isEmpty();
                labels = next.drop("lowered");
                if (settled) return labels;
            }
            LOG.warn("Groups of near-duplicates have not settled after {} rounds", MOST_ROUNDS);
            return labels;
        } finally {
            both.unpersist();
        }
    }

    /** Each node takes the smallest label among its neighbours', and then that label's own. */
    private static Dataset<Row> lowered(Dataset<Row> labels, Dataset<Row> both) {
        Dataset<Row> near = both.join(labels, both.col("b").equalTo(labels.col("node")))
                .groupBy(col("a"))
                .agg(min("label").as("near"));
        Dataset<Row> stepped = labels.join(near, col("node").equalTo(col("a")))
                .select(col("node"), col("label").as("old"), least(col("label"), col("near")).as("mid"));
        Dataset<Row> jump = labels.select(col("node").as("hop"), col("label").as("far"));
        return stepped.join(jump, col("mid").equalTo(col("hop")), "left")
                .select(col("node"), least(col("mid"), coalesce(col("far"), col("mid"))).as("label"), col("old"))
                .withColumn("lowered", col("label").notEqual(col("old")))
                .drop("old");
    }
}
