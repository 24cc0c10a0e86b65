package org.alignersquad.align;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Names;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** What job align says about the rows it aligned, counted in one pass over them. */
final class AlignFigures {
    private final StageOutput aligned;
    private final List<String> criteria;

    AlignFigures(StageOutput aligned, List<String> criteria) {
        this.aligned = aligned;
        this.criteria = criteria;
    }

    Map<String, Object> count() {
        List<Column> columns = new ArrayList<>();
        for (RowDecision decision : RowDecision.values()) {
            String name = Names.kebab(decision);
            columns.add(expr("count_if(decision = '" + name + "')").as(name));
        }
        for (String criterion : criteria) {
            columns.addAll(ofCriterion(criterion));
        }
        Row row = aligned.kept().agg(expr("count(*)").as("rows"), columns.toArray(new Column[0])).first();
        return figures(row);
    }

    private static List<Column> ofCriterion(String criterion) {
        String accepted = "step -> step.criterion = '" + criterion + "' AND step.decision = 'accepted'";
        return List.of(
                expr("coalesce(sum(size(filter(trail, " + accepted + "))), 0)").as(criterion + " rewrites accepted"),
                mean("scores_before", criterion).as(criterion + " mean score before"),
                mean("scores_after", criterion).as(criterion + " mean score after"));
    }

    /** Rounded, since the order in which Spark adds up is not fixed. */
    private static Column mean(String scores, String criterion) {
        return expr("round(avg(cast(" + scores + "['" + criterion + "'] as double)), 6)");
    }

    private Map<String, Object> figures(Row row) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (String name : row.schema().fieldNames()) {
            Object value = row.getAs(name);
            if (value != null) figures.put(name, value);
        }
        double seconds = aligned.report().seconds();
        figures.put("seconds", rounded(seconds));
        if (seconds > 0) figures.put("rows per second", rounded(row.<Long>getAs("rows") / seconds));
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
