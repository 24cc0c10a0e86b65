package org.alignersquad.submit;

import static org.alignersquad.core.teacher.TeacherCounters.CACHED;
import static org.alignersquad.core.teacher.TeacherCounters.FAILED_CALLS;
import static org.alignersquad.core.teacher.TeacherCounters.FAILURES;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.alignersquad.core.spark.plugin.Forecast;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.alignersquad.core.teacher.lease.Spent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line every few seconds while teachers are asked: rows, rate, time left, tokens, money, errors, requests in flight. On a
 * terminal the line is written over the one before; else each is a line of the log. Says nothing while nothing is asked.
 */
final class ProgressLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressLine.class);
    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration IN_LOG = Duration.ofSeconds(10);
    /** Of the rate's moving average. */
    private static final double NEWEST = 0.3;

    private final boolean terminal = System.console() != null;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(ProgressLine::thread);
    private final LeaseOffice office;

    private double rowsSeen;
    private double requestsSeen;
    private double rate;
    private long seenAt = System.nanoTime();

    private ProgressLine(LeaseOffice office) {
        this.office = office;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "progress-line");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts the clock; null where the plugin that counts is not installed. */
    static @Nullable ProgressLine start() {
        @Nullable LeaseOffice office = Progress.office();
        if (office == null) return null;
        ProgressLine line = new ProgressLine(office);
        long millis = (line.terminal ? ON_TERMINAL : IN_LOG).toMillis();
        line.clock.scheduleAtFixedRate(line::tick, millis, millis, TimeUnit.MILLISECONDS);
        return line;
    }

    private void tick() {
        Progress.@Nullable Current current = Progress.current();
        if (current == null) return;
        double rows = office.totals().total(Progress.ROWS);
        double requests = Spent.of(office.totals()).requests();
        if (rows == rowsSeen && requests == requestsSeen) return;
        long now = System.nanoTime();
        double latest = (rows - rowsSeen) / ((now - seenAt) * 1e-9);
        rate = rate == 0 ? latest : rate + NEWEST * (latest - rate);
        rowsSeen = rows;
        requestsSeen = requests;
        seenAt = now;
        show(text(current, rows - current.rowsBefore()));
    }

    private void show(String line) {
        if (terminal) System.err.print("\r" + line + "\u001b[K");
        else LOG.info("{}", line);
    }

    private String text(Progress.Current current, double done) {
        Spent spent = Spent.of(office.totals());
        StringJoiner line = new StringJoiner(", ");
        line.add(String.format(Locale.ROOT, "%s %s: %.0f%s rows", current.job(), current.stage(), done, of(current)));
        line.add(String.format(Locale.ROOT, "%.1f/s", rate));
        if (current.rows() >= 0 && rate > 0) line.add(left((current.rows() - done) / rate));
        line.add(String.format(
                Locale.ROOT,
                "sent %.0f, cached %.0f, tokens %.0f",
                spent.requests(),
                office.totals().total(CACHED),
                spent.tokens()));
        if (spent.money() > 0) line.add(String.format(Locale.ROOT, "money %.4f", spent.money()));
        @Nullable Forecast forecast = Progress.forecast();
        if (forecast != null) line.add(words(forecast, spent.money(), done));
        line.add("in flight " + office.outstanding());
        errors().forEach((kind, count) -> line.add(kind + " " + count));
        return line.toString();
    }

    /** Money as one answer has cost so far in this run. */
    private String words(Forecast forecast, double money, double done) {
        String share = forecast.asked() == 0 ? "" : String.format(Locale.ROOT, ", kept %.3f", forecast.keptShare());
        double left = Math.max(0, forecast.questions() - done);
        double each = money / Math.max(1, office.totals().total(Progress.ROWS));
        String cost = money > 0 ? String.format(Locale.ROOT, ", money %.4f", left * each) : "";
        return String.format(
                Locale.ROOT,
                "target: accepted %d of %d%s, about %.0f more questions%s",
                forecast.accepted(),
                forecast.target(),
                share,
                left,
                cost);
    }

    private static String of(Progress.Current current) {
        return current.rows() < 0 ? "" : " of " + current.rows();
    }

    private static String left(double seconds) {
        Duration left = Duration.ofSeconds((long) Math.max(0, seconds));
        return String.format(
                Locale.ROOT, "%d:%02d:%02d left", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }

    /** HTTP requests without an answer, and calls without an output. */
    private Map<String, Long> errors() {
        return TeacherTotals.named(office.totals().snapshot(), FAILURES, FAILED_CALLS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) System.err.println();
    }
}
