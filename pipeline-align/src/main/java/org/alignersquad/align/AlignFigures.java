package org.alignersquad.align;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/** What job align says about the rows it aligned, from what its tasks added up while they wrote them. */
final class AlignFigures {
    private final StageOutput aligned;
    private final SquadConfig squad;
    private final List<String> criteria;
    private final Map<String, Double> sums;

    AlignFigures(StageOutput aligned, SquadConfig squad) {
        this.aligned = aligned;
        this.squad = squad;
        this.criteria = List.copyOf(squad.criteria().keySet());
        this.sums = aligned.sums();
    }

    Map<String, Object> figures() {
        long rows = aligned.report().kept();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rows", rows);
        for (RowDecision decision : RowDecision.values()) {
            figures.put(Names.kebab(decision), count(Names.kebab(decision)));
        }
        figures.put("first_called", byCriterion(criterion -> count(AlignCounts.CALLED + criterion)));
        figures.put("accepted_rewrites", byCriterion(criterion -> count(AlignCounts.ACCEPTED + criterion)));
        figures.put("mean_scores_before", byCriterion(criterion -> mean(AlignCounts.BEFORE + criterion)));
        figures.put("mean_scores_after", byCriterion(criterion -> mean(AlignCounts.AFTER + criterion)));
        if (squad.asksEndpoints()) {
            EndpointFigures endpoints = new EndpointFigures(squad, sums);
            figures.put("endpoints", endpoints.each());
            figures.put("endpoint_money", endpoints.money());
        }
        double seconds = aligned.report().seconds();
        figures.put("seconds", rounded(seconds));
        if (seconds > 0) figures.put("rows_per_second", rounded(rows / seconds));
        return figures;
    }

    private long count(String name) {
        return Math.round(sums.getOrDefault(name, 0.0));
    }

    private @Nullable Double mean(String name) {
        long rows = count(name + AlignCounts.ROWS);
        return rows == 0 ? null : Math.round(sums.getOrDefault(name, 0.0) / rows * 1e6) / 1e6;
    }

    private Map<String, Object> byCriterion(Function<String, @Nullable Object> figure) {
        Map<String, Object> values = new TreeMap<>();
        for (String criterion : criteria) {
            Object value = figure.apply(criterion);
            if (value != null) values.put(criterion, value);
        }
        return values;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
