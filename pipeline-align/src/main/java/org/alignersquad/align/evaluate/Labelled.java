package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows by their label. */
final class Labelled {
    private record Group(long rows, long changed, long fixed, long exact) {}

    private static final Group EMPTY = new Group(0, 0, 0, 0);

    private final Map<String, Group> groups;
    private final List<String> criteria;
    private final String none;

    private Labelled(Map<String, Group> groups, List<String> criteria, String none) {
        this.groups = groups;
        this.criteria = criteria;
        this.none = none;
    }

    /**
     * @param measures see {@link RowMeasure}
     * @param wins row_id and criterion of pairs that the aligned response won
     */
    static Labelled count(Dataset<Row> measures, Dataset<Row> wins, List<String> criteria, LabelsConfig labels) {
        Dataset<Row> won = wins.withColumnRenamed("row_id", "won_row")
                .withColumnRenamed("criterion", "won_criterion")
                .withColumn("won", lit(true));
        List<String> known = new ArrayList<>(criteria);
        known.add(labels.none());
        Dataset<Row> counts = measures.withColumn("label", expr("coalesce(fault, '')"))
                .withColumn("label", expr("CASE WHEN label IN (" + quoted(known) + ") THEN label ELSE '' END"))
                .join(
                        won,
                        col("row_id").equalTo(col("won_row")).and(col("label").equalTo(col("won_criterion"))),
                        "left")
                .groupBy("label")
                .agg(
                        expr("count(*)").as("rows"),
                        expr("count_if(changed)").as("changed"),
                        expr("count_if(exact OR coalesce(won, false))").as("fixed"),
                        expr("count_if(exact)").as("exact"));
        Map<String, Group> groups = new TreeMap<>();
        for (Row row : counts.collectAsList()) {
            groups.put(
                    row.getAs("label"),
                    new Group(row.getAs("rows"), row.getAs("changed"), row.getAs("fixed"), row.getAs("exact")));
        }
        return new Labelled(groups, criteria, labels.none());
    }

    private static String quoted(List<String> texts) {
        return String.join(
                ", ",
                texts.stream()
                        .map(text -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'")
                        .toList());
    }

    long misaligned(String criterion) {
        return group(criterion).rows();
    }

    long fixed(String criterion) {
        return group(criterion).fixed();
    }

    @Nullable Double fixedShare(String criterion) {
        return Rounded.share(fixed(criterion), misaligned(criterion));
    }

    LabelFigures figures() {
        long misaligned = criteria.stream().mapToLong(this::misaligned).sum();
        long fixed = criteria.stream().mapToLong(this::fixed).sum();
        long exact = criteria.stream()
                .mapToLong(criterion -> group(criterion).exact())
                .sum();
        Proportion share = misaligned == 0 ? null : Proportion.of(fixed, misaligned);
        Group aligned = group(none);
        return new LabelFigures(
                misaligned,
                fixed,
                exact,
                share == null ? null : Rounded.figure(share.share()),
                share == null ? null : Rounded.figure(share.low()),
                share == null ? null : Rounded.figure(share.high()),
                aligned.rows(),
                aligned.rows() - aligned.changed(),
                Rounded.share(aligned.rows() - aligned.changed(), aligned.rows()),
                Rounded.share(aligned.changed(), aligned.rows()),
                group("").rows());
    }

    private Group group(String label) {
        return groups.getOrDefault(label, EMPTY);
    }
}
