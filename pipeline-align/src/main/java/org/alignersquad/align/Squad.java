package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.Rewrite;
import org.jspecify.annotations.Nullable;

/**
 * Inspectors and aligners of several criteria that work on rows together (Aligner squads paper, section 3.3).
 *
 * <p>All inspectors score every row. In {@link SquadOrder#PER_ROW} a row's worst criterion, the one whose score is
 * furthest above its threshold, is rewritten by its aligner; the rewrite is kept only if {@link HarmGate} agrees; this
 * repeats until no inspector finds fault, no aligner is left to try or the most steps are done.
 *
 * <p>For one thread; knows nothing of Spark.
 */
final class Squad {
    private final List<Member> members;
    private final SquadConfig config;
    private final HarmGate gate;

    Squad(List<Member> members, SquadConfig config) {
        this.members = List.copyOf(members);
        this.config = config;
        this.gate = new HarmGate(this.members, config);
    }

    List<Member> members() {
        return members;
    }

    /** One alignment per row, in the same order. */
    List<Alignment> align(List<Exchange> rows) {
        return align(rows, config.maxSteps());
    }

    /**
     * The same with another number of steps.
     *
     * @param steps most rewrites of a row, kept or not; 0 only inspects
     */
    List<Alignment> align(List<Exchange> rows, int steps) {
        List<Exchange> looked =
                rows.stream().filter(row -> skipReason(row) == null).toList();
        List<Visit> visits = visits(looked);
        switch (config.order()) {
            case PER_ROW -> perRow(visits, steps);
            case BATCH_MEAN -> batches(visits, steps);
        }
        List<Alignment> alignments = new ArrayList<>();
        var done = visits.iterator();
        for (Exchange row : rows) {
            SkipReason skip = skipReason(row);
            alignments.add(skip == null ? done.next().alignment() : Alignment.skipped(row, skip));
        }
        return alignments;
    }

    private @Nullable SkipReason skipReason(Exchange row) {
        return row.skipReason(config.maxCharacters());
    }

    private List<Visit> visits(List<Exchange> rows) {
        List<Pair> pairs = rows.stream()
                .map(row -> new Pair(requireNonNull(row.prompt()), requireNonNull(row.response())))
                .toList();
        List<float[]> scores = score(pairs);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new Visit(rows.get(i), pairs.get(i), members, scores.get(i)))
                .toList();
    }

    /** All inspectors' scores of each pair, in the order of the members. */
    private List<float[]> score(List<Pair> pairs) {
        List<float[]> scores = new ArrayList<>();
        pairs.forEach(pair -> scores.add(new float[members.size()]));
        if (pairs.isEmpty()) return scores;
        for (int k = 0; k < members.size(); k++) {
            float[] column = members.get(k).inspector().score(pairs);
            for (int i = 0; i < column.length; i++) {
                scores.get(i)[k] = column[i];
            }
        }
        return scores;
    }

    private void perRow(List<Visit> visits, int steps) {
        for (int step = 0; step < steps; step++) {
            List<List<Visit>> work = new ArrayList<>();
            members.forEach(member -> work.add(new ArrayList<>()));
            for (Visit visit : visits) {
                int worst = worst(visit);
                if (worst >= 0) work.get(worst).add(visit);
            }
            if (work.stream().allMatch(List::isEmpty)) return;
            for (int k = 0; k < work.size(); k++) {
                rewrite(k, work.get(k));
            }
        }
    }

    /** The criterion furthest above its threshold that is still worth a try, or -1. */
    private int worst(Visit visit) {
        int worst = -1;
        float most = Float.NEGATIVE_INFINITY;
        if (!visit.scored()) return worst;
        for (int k = 0; k < members.size(); k++) {
            float over = members.get(k).over(visit.score(k));
            if (over > 0 && over > most && !visit.spent(k)) {
                worst = k;
                most = over;
            }
        }
        return worst;
    }

    private void batches(List<Visit> visits, int steps) {
        for (int from = 0; from < visits.size(); from += config.batchRows()) {
            List<Visit> batch = visits.subList(from, Math.min(visits.size(), from + config.batchRows()));
            for (int k : worstFirst(batch).subList(0, Math.min(steps, members.size()))) {
                rewrite(
                        k,
                        batch.stream()
                                .filter(visit -> visit.scored() && misaligned(visit, k))
                                .toList());
            }
        }
    }

    private boolean misaligned(Visit visit, int criterion) {
        return members.get(criterion).over(visit.score(criterion)) > 0;
    }

    private List<Integer> worstFirst(List<Visit> batch) {
        Comparator<Integer> byMean = Comparator.comparingDouble(k ->
                batch.stream().mapToDouble(visit -> visit.score(k)).average().orElse(0));
        return IntStream.range(0, members.size())
                .boxed()
                .sorted(byMean.reversed())
                .toList();
    }

    /** One visit of these rows to one aligner; rows of like length go together, since a batch waits for its longest. */
    private void rewrite(int criterion, List<Visit> visits) {
        List<Visit> byLength = visits.stream()
                .sorted(Comparator.comparingInt(visit -> visit.text().length()))
                .toList();
        for (int from = 0; from < byLength.size(); from += config.batchRows()) {
            rewriteBatch(criterion, byLength.subList(from, Math.min(byLength.size(), from + config.batchRows())));
        }
    }

    private void rewriteBatch(int criterion, List<Visit> visits) {
        List<Pair> pairs = visits.stream().map(Visit::pair).toList();
        List<Rewritten> answers = members.get(criterion).aligner().rewrite(pairs, config.maxNewTokens());
        List<Visit> rewritten = new ArrayList<>();
        List<Pair> candidates = new ArrayList<>();
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            Rewrite rewrite = answers.get(i).rewrite();
            Gated unfit = unfit(visit, answers.get(i));
            String text = rewrite == null ? "" : rewrite.text();
            if (unfit == null) {
                rewritten.add(visit);
                candidates.add(visit.pair(text));
            } else {
                visit.unfit(criterion, unfit, text);
            }
        }
        decide(criterion, rewritten, candidates);
    }

    private @Nullable Gated unfit(Visit visit, Rewritten answer) {
        Rewrite rewrite = answer.rewrite();
        if (rewrite == null) return new Gated(StepDecision.FAILED, requireNonNull(answer.failure()));
        return gate.unfit(visit.text(), visit.seen(), rewrite);
    }

    private void decide(int criterion, List<Visit> visits, List<Pair> candidates) {
        List<float[]> scores = score(candidates);
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            float[] after = scores.get(i);
            Gated gated = gate.decide(criterion, visit.scoresBefore(), visit.scores(), after);
            visit.scored(criterion, gated, candidates.get(i).response(), after);
        }
    }
}
