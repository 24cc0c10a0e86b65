package org.alignersquad.align;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
            columns.add(expr("count_if(worst_criterion = '" + criterion + "')").as("called." + criterion));
            columns.add(accepted(criterion));
            columns.add(mean("scores_before", criterion));
            columns.add(mean("scores_after", criterion));
        }
        Row row = aligned.kept()
                .agg(expr("count(*)").as("rows"), columns.toArray(new Column[0]))
                .first();
        return figures(row);
    }

    private static Column accepted(String criterion) {
        String step = "step -> step.criterion = '" + criterion + "' AND step.decision = 'accepted'";
        return expr("coalesce(sum(size(filter(trail, " + step + "))), 0)").as("accepted." + criterion);
    }

    /** Rounded, since the order in which Spark adds up is not fixed. */
    private static Column mean(String scores, String criterion) {
        return expr("round(avg(cast(" + scores + "['" + criterion + "'] as double)), 6)")
                .as(scores + "." + criterion);
    }

    private Map<String, Object> figures(Row row) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rows", row.getAs("rows"));
        for (RowDecision decision : RowDecision.values()) {
            figures.put(Names.kebab(decision), row.getAs(Names.kebab(decision)));
        }
        figures.put("first_called", byCriterion(row, "called"));
        figures.put("accepted_rewrites", byCriterion(row, "accepted"));
        figures.put("mean_scores_before", byCriterion(row, "scores_before"));
        figures.put("mean_scores_after", byCriterion(row, "scores_after"));
        double seconds = aligned.report().seconds();
        figures.put("seconds", rounded(seconds));
        if (seconds > 0) figures.put("rows_per_second", rounded(row.<Long>getAs("rows") / seconds));
        return figures;
    }

    private Map<String, Object> byCriterion(Row row, String name) {
        Map<String, Object> values = new TreeMap<>();
        for (String criterion : criteria) {
            Object value = row.getAs(name + "." + criterion);
            if (value != null) values.put(criterion, value);
        }
        return values;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
