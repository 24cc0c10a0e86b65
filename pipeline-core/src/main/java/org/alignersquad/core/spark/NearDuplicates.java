package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lag;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.text.MinHash;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Groups of questions that are nearly the same. Candidates are those that share a MinHash band; within a band each is
 * compared with the first and with the one before it, so the work is linear in the number of questions.
 */
public record NearDuplicates(NearDuplicatesConfig config) implements Serializable {
    private static final Rows<Banded> BANDED = Rows.of(Banded.class);
    private static final Rows<Pair> PAIRS = Rows.of(Pair.class);

    private record Banded(long band, String key, String text) implements Serializable {}

    /** Two questions of one group. */
    private record Pair(String key, String other) implements Serializable {}

    /**
     * @param questions {@code key, text}, the keys distinct
     * @return {@code key, group}: the group is the smallest of its members' keys
     */
    public Dataset<Row> groups(Dataset<Row> questions) {
        Dataset<Row> members = Components.smallest(pairs(questions));
        return questions
                .join(members.withColumnRenamed("node", "key"), new String[] {"key"}, "left")
                .select(col("key"), coalesce(col("label"), col("key")).as("group"));
    }

    /** @return {@code a, b}, distinct */
    private Dataset<Row> pairs(Dataset<Row> questions) {
        WindowSpec band = Window.partitionBy("band").orderBy("key");
        return banded(questions)
                .withColumn("first_key", first(col("key")).over(band))
                .withColumn("first_text", first(col("text")).over(band))
                .withColumn("before_key", lag("key", 1).over(band))
                .withColumn("before_text", lag("text", 1).over(band))
                .filter(col("before_key").isNotNull())
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows ->
                                Iterators.flatMap(rows, row -> similar(row).iterator()),
                        PAIRS.encoder())
                .distinct()
                .select(col("key").as("a"), col("other").as("b"));
    }

    private Dataset<Row> banded(Dataset<Row> questions) {
        return questions.mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                        rows -> Iterators.flatMap(rows, row -> bands(row).iterator()),
                BANDED.encoder());
    }

    private List<Row> bands(Row row) {
        String key = row.getAs("key");
        String text = row.getAs("text");
        long[] bands = new MinHash(config.bands(), config.rowsPerBand()).bandKeys(MinHash.features(text));
        return Arrays.stream(bands)
                .distinct()
                .mapToObj(band -> BANDED.row(new Banded(band, key, text)))
                .toList();
    }

    private List<Row> similar(Row row) {
        String key = row.getAs("key");
        Set<Long> features = MinHash.features(row.getAs("text"));
        List<Row> similar = new ArrayList<>();
        for (String with : List.of("first", "before")) {
            String other = row.getAs(with + "_key");
            double similarity = MinHash.jaccard(features, MinHash.features(row.getAs(with + "_text")));
            if (similarity >= config.threshold()) similar.add(PAIRS.row(new Pair(key, other)));
        }
        return similar;
    }
}
