package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.alignersquad.align.AlignFigures;
import org.jspecify.annotations.Nullable;

/** The headline figures of a report; the one place that knows other jobs' figures by name. */
final class Tiles {
    private static final String TRIPLES = "triples";
    private static final String FIXED = "fixed_share";
    private static final String UNTOUCHED = "untouched_share";
    private static final String WIN_RATE = "win_rate";

    private final List<JobPart> jobs;
    private final List<Tile> tiles = new ArrayList<>();

    private Tiles(List<JobPart> jobs) {
        this.jobs = jobs;
    }

    static List<Tile> of(
            List<JobPart> jobs,
            List<InspectorPlot> inspectors,
            @Nullable SquadPart squad,
            Map<String, Double> seconds) {
        Tiles tiles = new Tiles(jobs);
        tiles.triples();
        tiles.inspectors(inspectors);
        tiles.share("evaluate", FIXED, "Misaligned answers fixed", "exactly right or accepted by the judge");
        tiles.share("evaluate", UNTOUCHED, "Aligned answers untouched", "left as they were, as they should be");
        tiles.winRate();
        if (squad != null) tiles.decisions(squad.decisions());
        tiles.lengths();
        tiles.seconds(seconds);
        return tiles.tiles;
    }

    private void triples() {
        JsonNode kept = job("synth").figure(TRIPLES);
        if (kept == null) return;
        long sum = 0;
        if (kept.isNumber()) sum = kept.longValue();
        for (JsonNode part : kept) sum += part.longValue();
        add("Triples", count(sum), kept.isObject() ? names(kept) : "kept by synth");
    }

    private void inspectors(List<InspectorPlot> inspectors) {
        DoubleSummaryStatistics areas = inspectors.stream()
                .filter(plot -> plot.split().equals("test") && plot.auc() != null)
                .mapToDouble(InspectorPlot::auc)
                .summaryStatistics();
        if (areas.getCount() == 0) return;
        String detail = String.format(
                Locale.ROOT, "highest %.3f, %d inspectors, held-out questions", areas.getMax(), areas.getCount());
        add("Lowest inspector AUC", String.format(Locale.ROOT, "%.3f", areas.getMin()), detail);
    }

    private void share(String job, String figure, String label, String detail) {
        JsonNode share = job(job).figure(figure);
        if (share != null && share.isNumber()) add(label, percent(share.doubleValue()), detail);
    }

    private void winRate() {
        JobPart evaluate = job("evaluate");
        JsonNode rate = evaluate.figure(WIN_RATE);
        if (rate == null || !rate.isNumber()) return;
        JsonNode low = evaluate.figure(WIN_RATE + "_low");
        JsonNode high = evaluate.figure(WIN_RATE + "_high");
        String detail = low != null && high != null
                ? "95 % interval " + percent(low.doubleValue()) + " to " + percent(high.doubleValue())
                : "against the answer before";
        add("Win rate", percent(rate.doubleValue()), detail);
    }

    private void decisions(Map<String, Long> decisions) {
        long rows = decisions.values().stream().mapToLong(Long::longValue).sum();
        long aligned = decisions.getOrDefault("aligned", 0L);
        add("Answers rewritten", count(aligned), "of " + count(rows) + " in the dump");
    }

    /** A warning: shown only where there is reason for it. */
    private void lengths() {
        JsonNode shares = job("align").figure(AlignFigures.UNMEASURED);
        if (shares == null) return;
        shares.fields().forEachRemaining(share -> {
            if (share.getValue().doubleValue() <= AlignFigures.MOST_UNMEASURED) return;
            String detail = "shorter or longer than what the inspector of " + share.getKey() + " was measured on";
            add("Answers of unlike length", percent(share.getValue().doubleValue()), detail);
        });
    }

    private void seconds(Map<String, Double> seconds) {
        double sum = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum > 0) add("Time in stages", duration(sum), seconds.size() + " of " + jobs.size() + " jobs ran");
    }

    private JobPart job(String name) {
        return jobs.stream().filter(job -> job.job().equals(name)).findFirst().orElseThrow();
    }

    private void add(String label, String value, String detail) {
        tiles.add(new Tile(label, value, detail));
    }

    private static String names(JsonNode map) {
        TreeSet<String> names = new TreeSet<>();
        map.fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) return whole + " s";
        if (whole < 3600) return whole / 60 + " min " + whole % 60 + " s";
        return whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
