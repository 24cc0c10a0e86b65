package org.alignersquad.submit;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.submit.JobRun.FinishedJob;

/** The table at the end of a pipeline: what a person wants to know first. Says nothing of jobs without these figures. */
final class Summary {
    private static final String ROW = "  %-34s %s%n";

    private final PrintStream out = System.out;

    static void print(List<FinishedJob> jobs) {
        Summary summary = new Summary();
        summary.out.printf("%nIn short%n");
        for (FinishedJob job : jobs) {
            summary.data(job.report());
            summary.inspectors(job.report());
            summary.squad(job.report());
        }
        jobs.forEach(summary::time);
        summary.out.flush();
    }

    private void data(JobReport report) {
        if (!(report.figures().get("triples") instanceof Map<?, ?> triples)) return;
        row("triples kept", triples);
        Map<String, Long> rejected = new TreeMap<>();
        report.stages()
                .forEach(stage -> stage.rejected().forEach((reason, rows) -> rejected.merge(reason, rows, Long::sum)));
        row("rows rejected, by reason", rejected);
    }

    private void inspectors(JobReport report) {
        // sorted, since a record of an earlier run does not keep the order
        new TreeMap<>(report.figures()).forEach((name, value) -> {
            if (name.startsWith("inspector ") && name.endsWith(": auc")) {
                String model = name.substring("inspector ".length(), name.length() - ": auc".length());
                row("AUC on held-out questions, " + model, number(value));
            }
        });
    }

    private void squad(JobReport report) {
        share(report, "misaligned rows fixed", "fixed_share");
        share(report, "aligned rows left untouched", "untouched_share");
        share(report, "judge prefers the aligned answer", "win_rate");
        Object page = report.figures().get("page");
        if (page != null) row("report", page);
    }

    private void share(JobReport report, String label, String figure) {
        if (report.figures().get(figure) instanceof Number share) {
            row(label, String.format(Locale.ROOT, "%.1f %%", 100 * share.doubleValue()));
        }
    }

    private void time(FinishedJob job) {
        row("seconds, " + job.report().job(), String.format(Locale.ROOT, "%.1f", job.seconds()));
        for (StageReport stage : job.report().stages()) {
            row("  stage " + stage.name(), String.format(Locale.ROOT, "%.1f", stage.seconds()));
        }
    }

    private static String number(Object value) {
        return value instanceof Number number
                ? String.format(Locale.ROOT, "%.4f", number.doubleValue())
                : value.toString();
    }

    private void row(String label, Object value) {
        out.printf(ROW, label, value);
    }
}
