package org.alignersquad.train.inspectors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.models.inspector.Calibration;

/**
 * Isotonic calibration: the rising step function nearest to the labels (Zadrozny and Elkan 2002), by pooling adjacent
 * violators, with Platt's smoothed targets so that nothing is certain. Steps are joined at their centres, as centred isotonic
 * regression has it (Oron and Flournoy 2017): answers of one step keep their order, and the squad's gate sees which is better.
 */
final class Isotonic {
    private Isotonic() {}

    /**
     * Neighbouring rows with one probability. Shares are compared in whole numbers, so that equal ones are equal.
     *
     * @param misaligned how many of the rows are
     * @param score mean log-odds
     */
    private record Step(long rows, long misaligned, double score) {
        Step with(Step other) {
            long all = rows + other.rows;
            double mean = score == other.score ? score : (rows * score + other.rows * other.score) / all;
            return new Step(all, misaligned + other.misaligned, mean);
        }

        boolean isBelow(Step other) {
            return misaligned * other.rows < other.misaligned * rows;
        }

        Calibration.Knot knot(Platt.Targets targets) {
            double target = (misaligned * targets.high() + (rows - misaligned) * targets.low()) / rows;
            return new Calibration.Knot(score, Math.log(target / (1 - target)));
        }
    }

    /** @param rows scores are log-odds */
    static Calibration fit(List<Scored> rows) {
        Platt.Targets targets = Platt.Targets.of(rows);
        Calibration tails = Platt.fit(rows);
        List<Calibration.Knot> knots =
                steps(rows).stream().map(step -> step.knot(targets)).toList();
        return new Calibration(tails.temperature(), tails.shift(), knots);
    }

    /** By pooling adjacent violators: in rising order of scores and of shares. */
    private static List<Step> steps(List<Scored> rows) {
        List<Step> steps = new ArrayList<>();
        for (Step next : ties(rows)) {
            Step pooled = next;
            while (!steps.isEmpty() && !steps.get(steps.size() - 1).isBelow(pooled))
                pooled = steps.remove(steps.size() - 1).with(pooled);
            steps.add(pooled);
        }
        return steps;
    }

    /** A step for each score, in rising order. */
    private static Collection<Step> ties(List<Scored> rows) {
        Map<Double, Step> steps = new TreeMap<>();
        for (Scored row : rows) steps.merge(row.score(), new Step(1, row.label(), row.score()), Step::with);
        return steps.values();
    }
}
