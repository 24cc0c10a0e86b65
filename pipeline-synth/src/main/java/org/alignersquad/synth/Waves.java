package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.plugin.Forecast;
import org.alignersquad.core.spark.plugin.Progress;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks in waves until each criterion has its {@code target_rows}: a first one of no more questions than rows are wanted,
 * then as many as the share kept so far makes necessary. Stages {@code asked}, those that ask, and {@code filtered}; from the
 * second wave on with {@code -2}, {@code -3}, … behind their names.
 *
 * <p>Each question has a place that follows from seed and id, and a wave is a range of places. Its size follows from the rows
 * that earlier waves have kept, so neither time nor the cluster's size decides which questions are asked.
 */
final class Waves {
    private static final Logger LOG = LoggerFactory.getLogger(Waves.class);
    private final Setup setup;
    private final AnswerStages asking;
    private final StageOutput questions;
    private final Map<String, Long> total;
    private final Map<String, Target> targets = new TreeMap<>();
    // where each criterion's next wave begins
    private final Map<String, Long> begins = new TreeMap<>();

    private Waves(Setup setup, AnswerStages asking, StageOutput questions) {
        this.setup = setup;
        this.asking = asking;
        this.questions = questions;
        this.total = byCriterion(questions);
        for (String criterion : setup.criteria().names()) {
            Integer target = setup.recipe().target(criterion);
            targets.put(criterion, new Target(target, 0, 0, of(total, criterion)));
            begins.put(criterion, 0L);
        }
    }

    static Answered run(Setup setup, AnswerStages asking, StageOutput questions) {
        return new Waves(setup, asking, questions).run();
    }

    private Answered run() {
        List<StageOutput> selected = new ArrayList<>();
        List<StageOutput> calls = new ArrayList<>();
        List<StageOutput> filtered = new ArrayList<>();
        for (int wave = 1; wave == 1 || more(); wave++) {
            forecast();
            String suffix = wave == 1 ? "" : "-" + wave;
            StageOutput asked = select(suffix);
            List<StageOutput> answered = asking.answers(asked, suffix);
            StageOutput kept = asking.filtered(answered.get(answered.size() - 1), suffix);
            selected.add(asked);
            calls.addAll(answered);
            filtered.add(kept);
            count(asked, kept);
        }
        Progress.forecast(null);
        targets.forEach(Waves::sayWhereMissed);
        return new Answered(selected, calls, filtered, targets);
    }

    private boolean more() {
        return targets.values().stream().anyMatch(target -> target.next() > 0);
    }

    /** A range of places for each criterion; empty where it has enough. */
    private record Range(long from, long to) {}

    private StageOutput select(String suffix) {
        Map<String, Range> ranges = new TreeMap<>();
        targets.forEach((criterion, target) -> ranges.put(criterion, range(criterion, target)));
        ranges.forEach((criterion, range) -> begins.put(criterion, range.to()));
        Column place = Places.of(setup.seed());
        Column inside = lit(false);
        for (Map.Entry<String, Range> one : ranges.entrySet()) {
            Range range = one.getValue();
            if (range.from() == range.to()) continue;
            inside = inside.or(col("criterion")
                    .equalTo(one.getKey())
                    .and(place.geq(range.from()))
                    .and(place.lt(range.to())));
        }
        Column wanted = inside;
        return setup.stages()
                .expand("asked" + suffix, questions, questions.shards(), List.of(setup.seed(), ranges), rows -> {
                    Dataset<Row> in = rows.where(wanted);
                    return Outcomes.kept(in);
                });
    }

    private Range range(String criterion, Target target) {
        long from = begins.getOrDefault(criterion, 0L);
        long next = target.next();
        if (next == 0) return new Range(from, from);
        if (next == target.notAsked()) return new Range(from, Places.ALL);
        long width = (long) Math.ceil((double) Places.ALL * next / of(total, criterion));
        return new Range(from, Math.min(Places.ALL, from + width));
    }

    private void count(StageOutput asked, StageOutput kept) {
        Map<String, Long> in = byCriterion(asked);
        Map<String, Long> accepted = byCriterion(kept);
        targets.replaceAll((criterion, target) -> target.plus(of(accepted, criterion), of(in, criterion)));
        targets.forEach((criterion, target) -> LOG.info(
                "synth target {}: {} of {} rows accepted of {} questions asked (kept share {}), {} more to ask of {} left",
                criterion,
                target.accepted(),
                target.target() == null ? "all" : target.target(),
                target.asked(),
                String.format(Locale.ROOT, "%.3f", target.keptShare()),
                target.next(),
                target.notAsked()));
    }

    /** For the progress line: what is wanted and, by the rows so far, what it takes. */
    private void forecast() {
        List<Target> open = targets.values().stream()
                .filter(target -> target.target() != null && target.next() > 0)
                .toList();
        if (open.isEmpty()) {
            Progress.forecast(null);
            return;
        }
        long target = open.stream()
                .mapToLong(one -> one.target() == null ? 0 : one.target())
                .sum();
        long accepted = open.stream().mapToLong(Target::accepted).sum();
        long asked = open.stream().mapToLong(Target::asked).sum();
        Progress.forecast(new Forecast(target, accepted, asked));
    }

    private static void sayWhereMissed(String criterion, Target target) {
        if (!target.missed()) return;
        LOG.warn(
                "synth target {}: missed, {} of {} rows: all {} questions were asked, there are no more. "
                        + "More topics, questions per topic or prompts, or a lower target_rows would reach it",
                criterion,
                target.accepted(),
                target.target(),
                target.asked());
    }

    private Map<String, Long> byCriterion(StageOutput stage) {
        setup.spark().sparkContext().setJobDescription("synth target: rows of " + stage.name() + " by criterion");
        return Figures.counts(stage.kept(), col("criterion"));
    }

    private static long of(Map<String, Long> counts, String criterion) {
        return counts.getOrDefault(criterion, 0L);
    }
}
