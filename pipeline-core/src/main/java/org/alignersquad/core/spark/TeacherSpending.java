package org.alignersquad.core.spark;

import java.time.Duration;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.plugin.AlignersPlugin;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.lease.BudgetGate;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.alignersquad.core.teacher.lease.SpendingCap;
import org.alignersquad.core.teacher.lease.Spent;
import org.alignersquad.core.teacher.lease.Totals;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What a job spends at its teacher: kept in {@code spent.json} beside its output, over all runs, and held to the recipe's
 * budget. A driver that is killed forgets at most two seconds of it. For the driver; the job closes it.
 */
public final class TeacherSpending implements AutoCloseable {
    private static final long WRITE_INTERVAL = Duration.ofSeconds(2).toNanos();

    private final Configuration conf;
    private final String file;
    private final @Nullable LeaseOffice office;
    private final SpendingCap spending;
    // guarded by this
    private long written = System.nanoTime();
    private boolean closed;

    private TeacherSpending(Configuration conf, String file, @Nullable LeaseOffice office, SpendingCap spending) {
        this.conf = conf;
        this.file = file;
        this.office = office;
        this.spending = spending;
    }

    /**
     * Begins to count, and to hold requests to the budget.
     *
     * @param file {@code spent.json} in the job's output
     * @param budget null for no cap
     * @throws ConfigException where there is a budget and the plugin that could hold it is not installed
     */
    public static TeacherSpending open(SparkSession spark, String file, @Nullable BudgetConfig budget) {
        Configuration conf = spark.sessionState().newHadoopConf();
        @Nullable LeaseOffice office = Progress.office();
        if (office == null && budget != null) {
            throw new ConfigException(
                    "budget: needs spark.plugins=" + AlignersPlugin.class.getName() + ", which submit/aligners sets");
        }
        BudgetConfig held = budget == null ? new BudgetConfig(null, null, null) : budget;
        Totals start = office == null ? new Totals() : office.totals();
        SpendingCap cap = new SpendingCap(held, earlier(conf, file), start);
        TeacherSpending spending = new TeacherSpending(conf, file, office, cap);
        if (office != null) {
            office.gate(cap);
            office.onCounters(spending::counted);
        }
        return spending;
    }

    private static Spent earlier(Configuration conf, String file) {
        @Nullable String text = OutputFiles.read(conf, file);
        return text == null ? Spent.NOTHING : Json.read(text, Spent.class);
    }

    private synchronized void counted(Totals totals) {
        if (closed || System.nanoTime() - written < WRITE_INTERVAL) return;
        write(totals);
    }

    private synchronized void write(Totals totals) {
        written = System.nanoTime();
        Spent spent = spending.spent(totals);
        if (spent.requests() > 0) OutputFiles.write(conf, file, Json.pretty(spent));
    }

    /** Writes the file for the last time and lifts the budget. */
    @Override
    public synchronized void close() {
        if (closed || office == null) return;
        closed = true;
        write(office.totals());
        office.gate(BudgetGate.open());
    }
}
