package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.Tally;
import org.alignersquad.core.text.Names;
import org.alignersquad.models.inspector.LengthRange;

/** Adds up, for the figures, what a squad made of rows. Names of figures are those that {@link AlignFigures} reads. */
final class AlignCounts {
    static final String CALLED = "called.";
    static final String ACCEPTED = "accepted.";
    static final String BEFORE = "scores_before.";
    static final String AFTER = "scores_after.";
    /** Rows with a score whose response is of no length that the inspector was measured on. */
    static final String UNMEASURED = "unmeasured_length.";
    /** Of rows with a score, before and after. */
    static final String ROWS = ".rows";

    private final List<String> criteria;
    private final long[] decisions = new long[RowDecision.values().length];
    private final long[] called;
    private final long[] accepted;
    private final Map<String, Double> unmeasured = new TreeMap<>();
    private final Scores before;
    private final Scores after;

    AlignCounts(Set<String> criteria) {
        this.criteria = new ArrayList<>(criteria);
        called = new long[criteria.size()];
        accepted = new long[criteria.size()];
        before = new Scores(criteria.size());
        after = new Scores(criteria.size());
    }

    private record Scores(long[] rows, double[] sum) {
        Scores(int criteria) {
            this(new long[criteria], new double[criteria]);
        }
    }

    AlignCounts add(List<Alignment> alignments) {
        for (Alignment alignment : alignments) {
            decisions[alignment.decision().ordinal()]++;
            String worst = alignment.worstCriterion();
            if (worst != null) called[criteria.indexOf(worst)]++;
            for (Step step : alignment.trail()) {
                if (step.decision() == StepDecision.ACCEPTED) accepted[criteria.indexOf(step.criterion())]++;
            }
            add(before, alignment.scoresBefore());
            add(after, alignment.scoresAfter());
        }
        return this;
    }

    /** @param rows as many as alignments, in the same order */
    AlignCounts addLengths(List<Exchange> rows, List<Alignment> alignments, List<Member> members) {
        for (Member member : members) {
            LengthRange measured = member.measured();
            if (measured == null) continue;
            long others = IntStream.range(0, rows.size())
                    .filter(i -> alignments.get(i).scoresBefore().containsKey(member.criterion()))
                    .filter(i -> !measured.holds(requireNonNull(rows.get(i).response())))
                    .count();
            unmeasured.merge(UNMEASURED + member.criterion(), (double) others, Double::sum);
        }
        return this;
    }

    private void add(Scores to, Map<String, Float> scores) {
        for (int i = 0; i < criteria.size(); i++) {
            Float score = scores.get(criteria.get(i));
            if (score == null) continue;
            to.rows()[i]++;
            to.sum()[i] += score;
        }
    }

    void into(Tally tally, int shard) {
        Map<String, Double> figures = new TreeMap<>(unmeasured);
        for (RowDecision decision : RowDecision.values()) {
            figures.put(Names.kebab(decision), (double) decisions[decision.ordinal()]);
        }
        for (int i = 0; i < criteria.size(); i++) {
            String criterion = criteria.get(i);
            figures.put(CALLED + criterion, (double) called[i]);
            figures.put(ACCEPTED + criterion, (double) accepted[i]);
            figures.put(BEFORE + criterion, before.sum()[i]);
            figures.put(BEFORE + criterion + ROWS, (double) before.rows()[i]);
            figures.put(AFTER + criterion, after.sum()[i]);
            figures.put(AFTER + criterion + ROWS, (double) after.rows()[i]);
        }
        figures.forEach((name, value) -> tally.add(shard, name, value));
    }
}
