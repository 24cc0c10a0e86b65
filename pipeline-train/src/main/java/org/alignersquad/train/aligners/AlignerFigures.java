package org.alignersquad.train.aligners;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.alignersquad.core.text.Names;
import org.alignersquad.models.aligner.AlignerTarget;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Means of {@link RewrittenRow}s, by split, class and way of answering. */
final class AlignerFigures {
    private static final List<String> MEANS =
            List.of("exact", "unchanged", "finished", "applied", "chrf", "similarity", "raised");

    private final ObjectNode figures = JsonNodeFactory.instance.objectNode();
    private final AlignerTarget target;
    private final boolean gated;

    private AlignerFigures(AlignerTarget target, boolean gated) {
        this.target = target;
        this.gated = gated;
    }

    /** @param gated whether an inspector was asked */
    static ObjectNode of(Dataset<Row> rewrites, AlignerTarget target, boolean gated) {
        AlignerFigures figures = new AlignerFigures(target, gated);
        Column[] means = MEANS.stream()
                .map(column -> avg(col(column).cast("double")).as(column))
                .toArray(Column[]::new);
        for (Row group :
                rewrites.groupBy("split", "label", "way").agg(count(lit(1)).as("rows"), means).collectAsList().stream()
                        .sorted(Comparator.comparing(AlignerFigures::order))
                        .toList()) figures.put(group);
        return figures.figures;
    }

    /** Test rows first, then by class; the aligner before what takes no model. */
    private static String order(Row group) {
        int way = way(group).ordinal();
        return group.<String>getAs("split") + (1 - group.<Integer>getAs("label")) + (char) ('a' + way);
    }

    private static Way way(Row group) {
        return Names.fromKebab(Way.class, group.getAs("way"));
    }

    private void put(Row group) {
        boolean misaligned = group.<Integer>getAs("label") == 1;
        String rows = group.<String>getAs("split") + (misaligned ? "_misaligned" : "_aligned");
        Way way = way(group);
        String name = way == Way.REWRITE
                ? rows
                : rows + "_" + group.<String>getAs("way").replace('-', '_');
        if (way == Way.REWRITE) putAligner(rows, group, misaligned);
        if (misaligned) put(name + "_chrf", group, "chrf");
        if (way == Way.COPY) return; // the rest is known
        if (misaligned) put(name + "_similarity", group, "similarity");
        if (misaligned && gated) put(name + "_raised", group, "raised");
        if (!misaligned && way != Way.CONSTANT) put(name + "_untouched", group, "unchanged");
    }

    private void putAligner(String rows, Row group, boolean misaligned) {
        figures.put(rows + "_rows", group.<Long>getAs("rows"));
        put(rows + "_finished", group, "finished");
        if (target == AlignerTarget.EDITS) put(rows + "_applied", group, "applied");
        if (!misaligned) return;
        put(rows + "_exact", group, "exact");
        put(rows + "_copied", group, "unchanged");
    }

    private void put(String name, Row group, String column) {
        figures.put(name, Math.round(group.<Double>getAs(column) * 1e4) / 1e4);
    }
}
