package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private final List<String> criteria;
    private final SquadConfig config;
    private final HarmGate gate;

    Squad(List<Member> members, SquadConfig config) {
        this.members = List.copyOf(members);
        this.criteria = members.stream().map(Member::criterion).toList();
        this.config = config;
        this.gate = HarmGate.of(config);
    }

    /** One alignment per row, in the same order. */
    List<Alignment> align(List<Exchange> rows) {
        List<Exchange> looked =
                rows.stream().filter(row -> skipReason(row) == null).toList();
        List<Visit> visits = visits(looked);
        switch (config.order()) {
            case PER_ROW -> perRow(visits);
            case BATCH_MEAN -> batches(visits);
        }
        List<Alignment> alignments = new ArrayList<>();
        var done = visits.iterator();
        for (Exchange row : rows) {
            SkipReason skip = skipReason(row);
            alignments.add(skip == null ? done.next().alignment() : skipped(row, skip));
        }
        return alignments;
    }

    private @Nullable SkipReason skipReason(Exchange row) {
        return row.skipReason(config.maxCharacters());
    }

    private static Alignment skipped(Exchange row, SkipReason why) {
        return new Alignment(
                row.rowId(), row.response(), false, RowDecision.SKIPPED, why, List.of(), Map.of(), Map.of());
    }

    private List<Visit> visits(List<Exchange> rows) {
        List<Pair> pairs = rows.stream()
                .map(row -> new Pair(requireNonNull(row.prompt()), requireNonNull(row.response())))
                .toList();
        List<float[]> scores = score(pairs);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new Visit(
                        rows.get(i), pairs.get(i).prompt(), pairs.get(i).response(), criteria, scores.get(i)))
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

    private void perRow(List<Visit> visits) {
        for (int step = 0; step < config.maxSteps(); step++) {
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
        for (int k = 0; k < members.size(); k++) {
            float over = visit.score(k) - members.get(k).threshold();
            if (over > 0 && over > most && !visit.spent(k)) {
                worst = k;
                most = over;
            }
        }
        return worst;
    }

    private void batches(List<Visit> visits) {
        for (int from = 0; from < visits.size(); from += config.batchRows()) {
            List<Visit> batch = visits.subList(from, Math.min(visits.size(), from + config.batchRows()));
            for (int k : worstFirst(batch).subList(0, Math.min(config.maxSteps(), members.size()))) {
                rewrite(k, batch.stream().filter(visit -> misaligned(visit, k)).toList());
            }
        }
    }

    private boolean misaligned(Visit visit, int criterion) {
        return visit.score(criterion) > members.get(criterion).threshold();
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
        List<Rewrite> rewrites = members.get(criterion).aligner().rewrite(pairs, config.maxNewTokens());
        List<Visit> rewritten = new ArrayList<>();
        List<Pair> candidates = new ArrayList<>();
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            Rewrite rewrite = rewrites.get(i);
            StepDecision unfit = HarmGate.unfit(visit.text(), rewrite);
            if (unfit == null) {
                rewritten.add(visit);
                candidates.add(visit.pair(rewrite.text()));
            } else {
                visit.refuse(criterion, unfit, rewrite.text());
            }
        }
        decide(criterion, rewritten, candidates);
    }

    private void decide(int criterion, List<Visit> visits, List<Pair> candidates) {
        List<float[]> scores = score(candidates);
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            String text = candidates.get(i).response();
            StepDecision decision = gate.decide(criterion, visit.scores(), scores.get(i));
            if (decision == StepDecision.ACCEPTED) visit.accept(criterion, text, scores.get(i));
            else visit.refuse(criterion, decision, text, scores.get(i));
        }
    }
}
