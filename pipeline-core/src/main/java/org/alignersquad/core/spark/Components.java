package org.alignersquad.core.spark;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Connected components of a graph given by its edges. One task holds all nodes that have an edge, some 200 bytes each:
 * near-duplicates are few beside the questions, and a round of joins per step of the longest chain would cost far more.
 */
final class Components {
    private static final StructType LABELS =
            new StructType().add("node", DataTypes.StringType).add("label", DataTypes.StringType);

    /** The parent of each node; a root is its own. A parent is never greater than its child. */
    private final Map<String, String> parents = new HashMap<>();

    private Components() {}

    /**
     * @param edges {@code a, b}
     * @return {@code node, label} for every node of an edge: the label is the smallest node of its component
     */
    static Dataset<Row> smallest(Dataset<Row> edges) {
        return edges.repartition(1)
                .mapPartitions((MapPartitionsFunction<Row, Row>) Components::labels, Encoders.row(LABELS));
    }

    private static Iterator<Row> labels(Iterator<Row> edges) {
        Components components = new Components();
        while (edges.hasNext()) {
            Row edge = edges.next();
            components.join(edge.getAs("a"), edge.getAs("b"));
        }
        Iterator<String> nodes = components.parents.keySet().iterator();
        return Iterators.map(nodes, node -> RowFactory.create(node, components.root(node)));
    }

    private void join(String a, String b) {
        String left = root(a);
        String right = root(b);
        if (left.compareTo(right) < 0) parents.put(right, left);
        else parents.put(left, right);
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
