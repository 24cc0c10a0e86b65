package org.alignersquad.align.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An evaluation's headline figures, for the console and {@code run.json}. */
final class EvaluationSummary {
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private EvaluationSummary() {}

    /** @param misses floors that were not reached */
    static Map<String, Object> of(Evaluation evaluation, List<String> misses) {
        EvaluationSummary summary = new EvaluationSummary();
        summary.labels(evaluation.labels());
        summary.wins(evaluation);
        summary.comparisons(evaluation);
        summary.put("gate", misses.isEmpty() ? "met" : String.join("; ", misses));
        return summary.figures;
    }

    private void labels(@Nullable LabelFigures labels) {
        if (labels == null) return;
        put("misaligned", labels.misaligned());
        put("fixed_share", labels.fixedShare());
        put("aligned", labels.aligned());
        put("untouched_share", labels.untouchedShare());
    }

    private void wins(Evaluation evaluation) {
        WinRate wins = evaluation.judge().preference();
        put("changed_rows", evaluation.rows().changed());
        put("pairs", wins.pairs());
        put("win_rate", wins.winRate());
        put("win_rate_low", wins.winRateLow());
        put("win_rate_high", wins.winRateHigh());
        put("length_controlled_win_rate", wins.lengthControlledWinRate());
        put("ties", wins.ties());
        put("position_bias", evaluation.judge().positionBias());
        put("copy_rate", evaluation.rows().copyRate());
        put("edit_similarity", evaluation.rows().editSimilarity());
        put("length_ratio", evaluation.rows().lengthRatio());
        put("judge_failures", evaluation.judge().failed());
    }

    private void comparisons(Evaluation evaluation) {
        Agreement agreement = evaluation.agreement();
        if (agreement != null) {
            put("judges_agree", agreement.agreement());
            put("kappa", agreement.kappa());
        }
        Against against = evaluation.against();
        if (against != null) {
            put("against_baseline", against.verdict());
            put("difference", against.difference());
            put("difference_low", against.differenceLow());
            put("difference_high", against.differenceHigh());
        }
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) figures.put(name, value);
    }
}
