package org.alignersquad.synth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.alignersquad.core.teacher.Prices;
import org.alignersquad.synth.PilotStage.Spend;
import org.jspecify.annotations.Nullable;

/**
 * What a run will take, from an empty ledger to the last answer.
 *
 * @param pilot what the pilot has sent of it
 * @param currency null where the teacher has no prices
 * @param latencySeconds of an answered request; 0 where none was sent
 */
record Quote(
        List<Line> stages,
        Line total,
        Spend pilot,
        double pilotMoney,
        @Nullable String currency,
        double latencySeconds,
        double requestsPerAnswer) {
    private static final int REPLICATES = 1000;

    /** A stage, or all. */
    record Line(String stage, Range calls, Range requests, Range tokens, Range money, Range hours) {}

    /** @param seed of the bootstrap's draws */
    static Quote of(Pilot pilot, SynthRecipe recipe, Pace pace, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Pilot.Part> estimate = pilot.parts(recipe, null);
        List<List<Pilot.Part>> replicates = new ArrayList<>();
        for (int i = 0; i < REPLICATES; i++) replicates.add(pilot.parts(recipe, random));
        Prices prices = recipe.teacher().prices();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < estimate.size(); i++) {
            int stage = i;
            lines.add(line(
                    estimate.get(i),
                    replicates.stream().map(parts -> parts.get(stage)).toList(),
                    pace,
                    prices));
        }
        Line total = line(sum(estimate), replicates.stream().map(Quote::sum).toList(), pace, prices);
        Spend paid = pilot.paid();
        return new Quote(
                lines,
                total,
                paid,
                money(paid, prices),
                prices == null ? null : prices.currency(),
                pace.latencySeconds(),
                pace.requestsPerAnswer());
    }

    private static Pilot.Part sum(List<Pilot.Part> parts) {
        double calls = parts.stream().mapToDouble(Pilot.Part::calls).sum();
        return new Pilot.Part(
                "total", calls, parts.stream().map(Pilot.Part::spend).reduce(Spend.NOTHING, Spend::plus));
    }

    private static Line line(Pilot.Part estimate, List<Pilot.Part> replicates, Pace pace, @Nullable Prices prices) {
        return new Line(
                estimate.stage(),
                range(estimate, replicates, Pilot.Part::calls),
                range(estimate, replicates, part -> part.spend().requests() * pace.requestsPerAnswer()),
                range(estimate, replicates, part -> part.spend().tokens()),
                range(estimate, replicates, part -> money(part.spend(), prices)),
                range(estimate, replicates, part -> pace.hours(part.spend())));
    }

    private static Range range(Pilot.Part estimate, List<Pilot.Part> replicates, ToDoubleFunction<Pilot.Part> of) {
        return Range.of(
                of.applyAsDouble(estimate), replicates.stream().mapToDouble(of).toArray());
    }

    private static double money(Spend spend, @Nullable Prices prices) {
        return prices == null
                ? 0
                : prices.money(Math.round(spend.promptTokens()), Math.round(spend.completionTokens()));
    }

    /** For people: a line for each stage. */
    Map<String, Object> figures() {
        Map<String, Object> texts = new LinkedHashMap<>();
        for (Line stage : stages) texts.put("quote, " + stage.stage(), words(stage));
        texts.put("quote, whole run", words(total));
        texts.put(
                "of this the pilot has sent",
                String.format(
                        Locale.ROOT,
                        "%.0f requests, %.0f tokens%s; they are in the ledger",
                        pilot.requests() * requestsPerAnswer,
                        pilot.tokens(),
                        currency == null ? "" : String.format(Locale.ROOT, ", money %.4f %s", pilotMoney, currency)));
        texts.put("the ranges", "hold nine in ten bootstrap replicates of the pilot; hours are those of asking alone");
        return texts;
    }

    private String words(Line line) {
        String money = currency == null ? "" : ", money " + text(line.money(), "%.4f") + " " + currency;
        String hours = latencySeconds == 0 ? "" : ", hours " + text(line.hours(), "%.3f");
        return "calls " + text(line.calls(), "%.0f") + ", requests " + text(line.requests(), "%.0f") + ", tokens "
                + text(line.tokens(), "%.0f") + money + hours;
    }

    private static String text(Range range, String format) {
        String form = format + " (" + format + " to " + format + ")";
        return String.format(Locale.ROOT, form, range.estimate(), range.low(), range.high());
    }
}
