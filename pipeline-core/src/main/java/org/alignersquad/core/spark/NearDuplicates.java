package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.text.MinHash;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Groups of texts that are nearly the same. Candidates are those that share a MinHash band, and each pair is verified by
 * the similarity of its features. Within a band a text is compared with the first and with the {@value #COMPARED} before
 * it in the order of their texts, so that a band which very many share costs no more per text than a small one.
 */
public record NearDuplicates(NearDuplicatesConfig config) implements Serializable {
    private static final Rows<Banded> BANDED = Rows.of(Banded.class);
    private static final Rows<Pair> PAIRS = Rows.of(Pair.class);

    /** A band that fewer share is compared in full. */
    private static final int COMPARED = 32;

    private record Banded(long band, String key, String text) implements Serializable {}

    /** Two texts of one group. */
    private record Pair(String a, String b) implements Serializable {}

    /**
     * @param texts {@code key, text}, the keys distinct
     * @return {@code key, group}: the group is the smallest of its members' keys
     */
    public Dataset<Row> groups(Dataset<Row> texts) {
        Dataset<Row> members = Components.smallest(pairs(texts));
        return texts.join(members.withColumnRenamed("node", "key"), new String[] {"key"}, "left")
                .select(col("key"), coalesce(col("label"), col("key")).as("group"));
    }

    /** @return {@code a, b}, distinct */
    private Dataset<Row> pairs(Dataset<Row> texts) {
        double threshold = config.threshold();
        return banded(texts)
                .repartition(col("band"))
                .sortWithinPartitions("band", "text", "key")
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> {
                            Neighbours neighbours = new Neighbours(threshold);
                            return Iterators.flatMap(rows, row -> neighbours
                                    .similar(BANDED.record(row))
                                    .iterator());
                        },
                        PAIRS.encoder())
                .distinct();
    }

    private Dataset<Row> banded(Dataset<Row> texts) {
        MinHash minHash = new MinHash(config.bands(), config.rowsPerBand());
        return texts.mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows ->
                        Iterators.flatMap(rows, row -> bands(minHash, row).iterator()),
                BANDED.encoder());
    }

    private static List<Row> bands(MinHash minHash, Row row) {
        String key = row.getAs("key");
        String start = MinHash.start(row.getAs("text"));
        return Arrays.stream(minHash.bandKeys(MinHash.features(start)))
                .distinct()
                .mapToObj(band -> BANDED.row(new Banded(band, key, start)))
                .toList();
    }

    /** The texts of a band that the next one is compared with. Used by one task. */
    private static final class Neighbours {
        private final double threshold;
        private final Deque<Member> before = new ArrayDeque<>();
        private @Nullable Member first;
        private long band;

        Neighbours(double threshold) {
            this.threshold = threshold;
        }

        /** Pairs that tie the text to its group; what is tied already is not compared. */
        List<Row> similar(Banded text) {
            Member member = new Member(text);
            if (first == null || band != text.band()) before.clear();
            if (before.isEmpty()) first = member;
            band = text.band();
            List<Row> similar = new ArrayList<>();
            before.descendingIterator().forEachRemaining(other -> tie(similar, member, other));
            if (first != null) tie(similar, member, first);
            before.addLast(member);
            if (before.size() > COMPARED) before.removeFirst();
            return similar;
        }

        private void tie(List<Row> similar, Member text, Member other) {
            Member group = other.newest();
            if (group == text || MinHash.jaccard(text.features(), other.features()) < threshold) return;
            group.newer = text;
            similar.add(PAIRS.row(new Pair(text.text.key(), other.text.key())));
        }
    }

    /** Most texts share a band with no other, and are never looked into. */
    private static final class Member {
        private final Banded text;
        private @Nullable Set<Long> features;
        /** Of its group; null for the newest. None leads to an older one, which can be forgotten so. */
        private @Nullable Member newer;

        Member(Banded text) {
            this.text = text;
        }

        /** Later calls take one step. */
        Member newest() {
            if (newer == null) return this;
            newer = newer.newest();
            return newer;
        }

        Set<Long> features() {
            if (features == null) features = MinHash.features(text.text());
            return features;
        }
    }
}
