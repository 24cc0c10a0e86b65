package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    private static final StructType EDGES =
            new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);

    @Test
    void labelsEveryNodeOfALongChainAndOfARandomGraphWithItsSmallestNode() {
        List<Row> edges = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) edges.add(edge("c" + i, "c" + (i + 1)));
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) edges.add(edge("r" + random.nextInt(600), "r" + random.nextInt(600)));
        Collections.shuffle(edges, random);

        assertThat(labels(edges)).isEqualTo(byFlooding(edges));
    }

    @Test
    void aGraphWithoutEdgesHasNoLabels() {
        assertThat(labels(List.of())).isEmpty();
    }

    /** So many that no task contracts its edges at once. */
    @Test
    void chainsOfTwentyNodesEachAmongManyEndAsTheyBegan() {
        List<Row> edges = new ArrayList<>();
        Map<String, String> expected = new HashMap<>();
        for (int i = 1_000_000; i < 1_160_000; i++) {
            String first = "" + i / 20 * 20;
            expected.put("" + i, first);
            if (i % 20 != 19) edges.add(edge("" + i, "" + (i + 1)));
        }
        Collections.shuffle(edges, new Random(6));

        assertThat(labels(edges).equals(expected)).isTrue();
    }

    private static Row edge(String a, String b) {
        return RowFactory.create(a, b);
    }

    private static Map<String, String> labels(List<Row> edges) {
        Dataset<Row> graph = LocalSpark.session().createDataFrame(edges, EDGES);
        Map<String, String> labels = new HashMap<>();
        for (Row row : Components.smallest(graph).collectAsList()) labels.put(row.getString(0), row.getString(1));
        return labels;
    }

    /** The oracle: lowers labels edge by edge until nothing changes. */
    private static Map<String, String> byFlooding(List<Row> edges) {
        Map<String, String> labels = new HashMap<>();
        for (Row edge : edges) for (int i = 0; i < 2; i++) labels.put(edge.getString(i), edge.getString(i));
        for (boolean changed = true; changed; ) {
            changed = false;
            for (Row edge : edges) {
                String a = labels.get(edge.getString(0));
                String b = labels.get(edge.getString(1));
                if (a.equals(b)) continue;
                labels.put(edge.getString(a.compareTo(b) < 0 ? 1 : 0), a.compareTo(b) < 0 ? a : b);
                changed = true;
            }
        }
        return labels;
    }
}
