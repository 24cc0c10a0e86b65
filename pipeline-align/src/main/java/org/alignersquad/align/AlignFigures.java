package org.alignersquad.align;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What job align says about the rows it aligned, from what its tasks added up while they wrote them. */
public final class AlignFigures {
    /** Share of the scored responses, by criterion, whose length its inspector was not measured on. */
    public static final String UNMEASURED = "unmeasured_lengths";

    /** Where it is more, there is a warning. */
    public static final double MOST_UNMEASURED = .5;

    private static final Logger LOG = LoggerFactory.getLogger(AlignFigures.class);

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
        figures.put(UNMEASURED, byCriterion(this::unmeasured));
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

    /** Says so where most responses are of lengths that an inspector was not measured on. */
    private @Nullable Double unmeasured(String criterion) {
        long rows = count(AlignCounts.BEFORE + criterion + AlignCounts.ROWS);
        if (rows == 0 || !sums.containsKey(AlignCounts.UNMEASURED + criterion)) return null;
        double share = Math.round(1e4 * count(AlignCounts.UNMEASURED + criterion) / rows) / 1e4;
        if (share > MOST_UNMEASURED)
            LOG.warn(
                    "{} % of the responses are shorter or longer than those that the inspector of {} was measured on"
                            + " (length_p01 to length_p99 in its inspector.json): its scores were never checked on such"
                            + " responses; train it on ones like these before aligners act on it",
                    Math.round(100 * share), criterion);
        return share;
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
