package org.alignersquad.align;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.Pair;

/** One row on its way through a squad. Mutable, for one thread. */
final class Visit {
    private final Exchange row;
    private final String prompt;
    private final String response;
    private final List<String> criteria;
    private final float[] before;
    private final List<Step> trail = new ArrayList<>();
    // criteria whose aligner could not help with the text as it is now
    private final BitSet spent = new BitSet();
    private String text;
    private float[] scores;

    Visit(Exchange row, String prompt, String response, List<String> criteria, float[] scores) {
        this.row = row;
        this.prompt = prompt;
        this.response = response;
        this.criteria = criteria;
        this.before = scores;
        this.text = response;
        this.scores = scores;
    }

    Pair pair() {
        return new Pair(prompt, text);
    }

    Pair pair(String rewrite) {
        return new Pair(prompt, rewrite);
    }

    String text() {
        return text;
    }

    float score(int criterion) {
        return scores[criterion];
    }

    float[] scores() {
        return scores;
    }

    int steps() {
        return trail.size();
    }

    boolean spent(int criterion) {
        return spent.get(criterion);
    }

    void accept(int criterion, String rewrite, float[] rewriteScores) {
        add(criterion, StepDecision.ACCEPTED, rewrite, rewriteScores);
        text = rewrite;
        scores = rewriteScores;
        spent.clear();
    }

    void refuse(int criterion, StepDecision why, String rewrite, float[] rewriteScores) {
        add(criterion, why, rewrite, rewriteScores);
        spent.set(criterion);
    }

    /** The rewrite was not worth scoring. */
    void refuse(int criterion, StepDecision why, String rewrite) {
        String name = criteria.get(criterion);
        trail.add(new Step(trail.size() + 1, name, scores[criterion], null, Map.of(), why, rewrite));
        spent.set(criterion);
    }

    private void add(int criterion, StepDecision decision, String rewrite, float[] after) {
        String name = criteria.get(criterion);
        trail.add(
                new Step(trail.size() + 1, name, scores[criterion], after[criterion], named(after), decision, rewrite));
    }

    private Map<String, Float> named(float[] values) {
        Map<String, Float> named = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            named.put(criteria.get(i), values[i]);
        }
        return named;
    }

    Alignment alignment() {
        return new Alignment(
                row.rowId(), text, !text.equals(response), decision(), null, trail, named(before), named(scores));
    }

    private RowDecision decision() {
        if (trail.isEmpty()) return RowDecision.UNTOUCHED;
        boolean accepted = trail.stream().anyMatch(step -> step.decision() == StepDecision.ACCEPTED);
        return accepted ? RowDecision.ALIGNED : RowDecision.REFUSED;
    }
}
