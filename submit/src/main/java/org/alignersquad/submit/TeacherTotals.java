package org.alignersquad.submit;

import static org.alignersquad.core.teacher.TeacherCounters.CACHED;
import static org.alignersquad.core.teacher.TeacherCounters.FAILED_CALLS;
import static org.alignersquad.core.teacher.TeacherCounters.FAILURES;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.alignersquad.core.teacher.lease.Spent;
import org.jspecify.annotations.Nullable;

/** What this run of a job has sent and paid, as it is told at the job's end, however it ended. */
final class TeacherTotals {
    private final @Nullable LeaseOffice office = Progress.office();
    private final Spent start = office == null ? Spent.NOTHING : Spent.of(office.totals());
    private final double cachedAtStart = office == null ? 0 : office.totals().total(CACHED);
    private final Map<String, Long> errorsAtStart = errors();

    private Map<String, Long> errors() {
        return office == null ? Map.of() : named(office.totals().snapshot(), FAILURES, FAILED_CALLS);
    }

    /** Counters by the last part of their names, summed where several kinds have the same. */
    static Map<String, Long> named(Map<String, Double> counters, String... starts) {
        Map<String, Long> named = new TreeMap<>();
        counters.forEach((counter, value) -> {
            for (String start : starts) {
                if (counter.startsWith(start))
                    named.merge(counter.substring("teacher.".length()), Math.round(value), Long::sum);
            }
        });
        return named;
    }

    /** Says nothing where no teacher was asked. */
    void print() {
        if (office == null) return;
        Spent spent = Spent.of(office.totals()).minus(start);
        double cached = office.totals().total(CACHED) - cachedAtStart;
        if (spent.requests() == 0 && cached == 0) return;
        System.out.printf(
                Locale.ROOT,
                "%nteacher, this run: sent %.0f, answered %.0f, cached %.0f, tokens %.0f, money %.4f%s%n",
                spent.requests(),
                spent.answers(),
                cached,
                spent.tokens(),
                spent.money(),
                errorsSince());
        System.out.flush();
    }

    private String errorsSince() {
        Map<String, Long> since = new TreeMap<>();
        errors().forEach((kind, count) -> {
            long more = count - errorsAtStart.getOrDefault(kind, 0L);
            if (more > 0) since.put(kind, more);
        });
        return since.isEmpty() ? "" : ", errors " + since;
    }
}
