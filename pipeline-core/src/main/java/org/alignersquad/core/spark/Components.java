package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Connected components of a graph given by its edges. Each task first contracts its edges to stars, some ten thousand nodes
 * at a time; then large-star and small-star operations alternate until nothing changes (Kiveris et al., "Connected
 * components in MapReduce and beyond", 2014), in a number of rounds that grows with the logarithm of the graph. No task
 * holds a component.
 */
final class Components {
    private static final StructType EDGES =
            new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);

    private Components() {}

    /**
     * Runs Spark jobs; the result is kept in Spark's storage until its user is done.
     *
     * @param edges {@code a, b}
     * @return {@code node, label} for every node of an edge: the label is the smallest node of its component
     */
    static Dataset<Row> smallest(Dataset<Row> edges) {
        Kept stars = Kept.of(
                edges.mapPartitions((MapPartitionsFunction<Row, Row>) Components::contracted, Encoders.row(EDGES)));
        Row before = sum(stars.edges());
        while (true) {
            Kept next = Kept.of(smallStar(largeStar(stars.edges())));
            Row after = sum(next.edges());
            if (after.equals(before)) {
                next.rows().unpersist();
                return labels(stars.edges());
            }
            stars.rows().unpersist();
            stars = next;
            before = after;
        }
    }

    /**
     * The edges of a round in Spark's storage, with a plan that begins there: the plan of a stored Dataset shows the plans
     * before it, each of them twice, and Spark would write out a text that doubles with every round.
     */
    private record Kept(JavaRDD<Row> rows, Dataset<Row> edges) {
        static Kept of(Dataset<Row> edges) {
            JavaRDD<Row> rows = edges.javaRDD().persist(StorageLevel.MEMORY_AND_DISK());
            return new Kept(rows, edges.sparkSession().createDataFrame(rows, EDGES));
        }
    }

    /** Number and checksum of a set of edges. */
    private static Row sum(Dataset<Row> edges) {
        return edges.agg(count(lit(1)), coalesce(expr("bit_xor(xxhash64(a, b))"), lit(0L)))
                .head();
    }

    /** From every node its greater neighbours are tied to the smallest node around it. */
    private static Dataset<Row> largeStar(Dataset<Row> edges) {
        Column both = explode(array(struct(col("a"), col("b")), struct(col("b").as("a"), col("a").as("b"))));
        return edges.select(both.as("edge"))
                .select("edge.*")
                .withColumn("least", least(min("b").over(Window.partitionBy("a")), col("a")))
                .filter(col("b").gt(col("a")))
                .select(col("b").as("a"), col("least").as("b"))
                .distinct();
    }

    /** Every node and its smaller neighbours are tied to the smallest of them. */
    private static Dataset<Row> smallStar(Dataset<Row> edges) {
        Column both = explode(array(
                struct(col("a"), col("least").as("b")),
                struct(col("b").as("a"), col("least").as("b"))));
        return edges.withColumn("least", min("b").over(Window.partitionBy("a")))
                .select(both.as("edge"))
                .select("edge.*")
                .filter(col("a").notEqual(col("b")))
                .distinct();
    }

    private static Dataset<Row> labels(Dataset<Row> stars) {
        Column both = explode(array(
                struct(col("a").as("node"), col("b").as("label")), struct(col("b").as("node"), col("b").as("label"))));
        return stars.select(both.as("star")).select("star.*").distinct();
    }

    /** The same components by fewer edges, forest by forest. */
    private static Iterator<Row> contracted(Iterator<Row> edges) {
        return Iterators.flatMap(edges, first -> Forest.of(first, edges).edges());
    }

    /** Union and find over some of a task's edges, some 200 bytes for each of their nodes. */
    private static final class Forest {
        /** A task's memory does not grow with its edges. */
        private static final int MOST_NODES = 1 << 16;

        /** The parent of each node; a root is its own. A parent is never greater than its child. */
        private final Map<String, String> parents = new HashMap<>();

        /** Takes edges until it is full or there are no more. */
        static Forest of(Row first, Iterator<Row> rest) {
            Forest forest = new Forest();
            forest.join(first);
            while (rest.hasNext() && forest.parents.size() < MOST_NODES) forest.join(rest.next());
            return forest;
        }

        private void join(Row edge) {
            String left = root(edge.getAs("a"));
            String right = root(edge.getAs("b"));
            if (left.compareTo(right) < 0) parents.put(right, left);
            else parents.put(left, right);
        }

        Iterator<Row> edges() {
            Iterator<String> below = parents.keySet().stream()
                    .filter(node -> !parent(node).equals(node))
                    .iterator();
            return Iterators.map(below, node -> RowFactory.create(node, root(node)));
        }

        private String root(String node) {
            String root = node;
            for (String parent = parent(root); !parent.equals(root); parent = parent(root)) root = parent;
            // later look-ups from anywhere on this path take one step
            for (String at = node; !at.equals(root); ) {
                String next = parent(at);
                parents.replace(at, root);
                at = next;
            }
            return root;
        }

        private String parent(String node) {
            return parents.computeIfAbsent(node, own -> own);
        }
    }
}
