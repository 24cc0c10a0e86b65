package org.alignersquad.align;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alignersquad.models.Pair;
import org.jspecify.annotations.Nullable;

/** One row on its way through a squad. Mutable, for one thread. */
final class Visit {
    private final Exchange row;
    private final String prompt;
    private final String response;
    private final List<Member> members;
    private final float[] before;
    private final List<Step> trail = new ArrayList<>();
    // criteria whose aligner could not help with the text as it is now
    private final BitSet spent = new BitSet();
    // without the space around them; empty until the first rewrite, which most rows never have
    private final Set<String> seen = new HashSet<>();
    private String text;
    private float[] scores;

    Visit(Exchange row, Pair pair, List<Member> members, float[] scores) {
        this.row = row;
        this.prompt = pair.prompt();
        this.response = pair.response();
        this.members = members;
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

    Set<String> seen() {
        seen.add(response.strip());
        return seen;
    }

    float score(int criterion) {
        return scores[criterion];
    }

    float[] scores() {
        return scores;
    }

    /** Scores of the response in the dump. */
    float[] scoresBefore() {
        return before;
    }

    /** Whether all inspectors gave a score; a row without is left as it is. */
    boolean scored() {
        for (float score : before) {
            if (Float.isNaN(score)) return false;
        }
        return true;
    }

    boolean spent(int criterion) {
        return spent.get(criterion);
    }

    void scored(int criterion, Gated gated, String rewrite, float[] rewriteScores) {
        Map<String, Float> after = known(named(rewriteScores));
        trail.add(
                step(criterion, gated, rewrite, after.get(members.get(criterion).criterion()), after));
        if (!gated.accepted()) {
            spent.set(criterion);
            return;
        }
        text = rewrite;
        scores = rewriteScores;
        seen.add(rewrite.strip());
        spent.clear();
    }

    /** The rewrite was not worth scoring. */
    void unfit(int criterion, Gated gated, String rewrite) {
        trail.add(step(criterion, gated, rewrite, null, Map.of()));
        spent.set(criterion);
    }

    private Step step(
            int criterion, Gated gated, String rewrite, @Nullable Float after, Map<String, Float> scoresAfter) {
        Member member = members.get(criterion);
        return new Step(
                trail.size() + 1,
                member.criterion(),
                member.alignerName(),
                scores[criterion],
                after,
                named(scores),
                scoresAfter,
                gated.decision(),
                gated.reason(),
                rewrite);
    }

    private Map<String, Float> named(float[] values) {
        Map<String, Float> named = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            named.put(members.get(i).criterion(), values[i]);
        }
        return named;
    }

    Alignment alignment() {
        Map<String, Float> first = named(before);
        Map<String, Float> last = scores == before ? first : named(scores);
        if (!scored()) return Alignment.skipped(row, SkipReason.INSPECTOR_FAILED, known(first), known(last));
        return new Alignment(row.rowId(), text, !text.equals(response), decision(), null, worst(), trail, first, last);
    }

    private static Map<String, Float> known(Map<String, Float> scores) {
        Map<String, Float> known = new LinkedHashMap<>(scores);
        known.values().removeIf(score -> Float.isNaN(score));
        return known;
    }

    private RowDecision decision() {
        if (trail.isEmpty() && worst() != null) return RowDecision.FAULTY;
        if (trail.isEmpty()) return doubtful() ? RowDecision.ABSTAINED : RowDecision.UNTOUCHED;
        boolean accepted = trail.stream().anyMatch(step -> step.decision() == StepDecision.ACCEPTED);
        return accepted ? RowDecision.ALIGNED : RowDecision.REFUSED;
    }

    /** The criterion that the response in the dump breaks most clearly, or null. */
    private @Nullable String worst() {
        String worst = null;
        float most = 0;
        for (int k = 0; k < before.length; k++) {
            float over = members.get(k).over(before[k]);
            if (over > most) {
                worst = members.get(k).criterion();
                most = over;
            }
        }
        return worst;
    }

    private boolean doubtful() {
        for (int k = 0; k < before.length; k++) {
            if (members.get(k).abstains(before[k])) return true;
        }
        return false;
    }
}
