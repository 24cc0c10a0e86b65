package org.alignersquad.submit;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageReport;

/** What a person reads when a job has ended. */
final class Console {
    private Console() {}

    static void print(JobReport report, double seconds) {
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT,
                "%n%s: %s, output %s, %.1f s now%n",
                report.job(),
                report.exit(),
                report.output(),
                seconds);
        if (!report.stages().isEmpty()) {
            out.printf("  %-20s %9s %9s %9s %8s  %s%n", "stage", "in", "kept", "rejected", "seconds", "reasons");
            report.stages().forEach(stage -> print(out, stage));
        }
        report.figures().forEach((name, value) -> print(out, name, value));
        out.flush();
    }

    private static void print(PrintStream out, StageReport stage) {
        String reasons = stage.rejected().isEmpty() ? "" : new TreeMap<>(stage.rejected()).toString();
        out.printf(
                Locale.ROOT,
                "  %-20s %9d %9d %9d %8.1f  %s%n",
                stage.name(),
                stage.in(),
                stage.kept(),
                stage.rejectedRows(),
                stage.seconds(),
                reasons);
    }

    private static void print(PrintStream out, String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            out.printf("  %s%n", name);
            map.forEach((key, element) -> out.printf("    %-38s %s%n", key, text(element)));
        } else {
            out.printf("  %-40s %s%n", name, text(value));
        }
    }

    private static String text(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.4f", number) : String.valueOf(value);
    }
}
