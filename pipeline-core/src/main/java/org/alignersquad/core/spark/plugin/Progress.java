package org.alignersquad.core.spark.plugin;

import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.lease.LeaseAgent;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks count and the driver reads. Names of counters are those of {@link TeacherCounters} and {@code
 * rows.kept.STAGE}, {@code rows.rejected.STAGE}; each becomes a metric of the driver.
 */
public final class Progress {
    /** Spark's tag of jobs that ask a teacher, by which a stop cancels them and nobody else's. */
    public static final String JOB_TAG = "aligners-teacher";

    /** Calls whose outcome was given to their stage. */
    public static final String ROWS = "teacher.rows";

    private static volatile @Nullable Current current;
    private static volatile @Nullable Forecast forecast;

    private Progress() {}

    /**
     * What the driver is at.
     *
     * @param job the recipe's section
     * @param stage its stage
     * @param rows that the stage has still to decide over; -1 where nobody knows yet
     * @param rowsBefore total of {@link #ROWS} at the stage's start
     */
    public record Current(String job, String stage, long rows, double rowsBefore) {}

    /** On the driver: a stage begins. */
    public static void begin(String job, String stage, long rows) {
        @Nullable LeaseOffice office = office();
        current = new Current(
                job, stage, rows, office == null ? 0 : office.totals().total(ROWS));
    }

    /** On the driver: the stage that was begun last; null before the first one. */
    public static @Nullable Current current() {
        return current;
    }

    /** On the driver: how far a job is that asks until it has enough rows; null where no job does. */
    public static void forecast(@Nullable Forecast now) {
        forecast = now;
    }

    /** On the driver: what was said last. */
    public static @Nullable Forecast forecast() {
        return forecast;
    }

    /** On the driver: throws the stop of the application, where there is one. */
    public static void throwStop() {
        @Nullable LeaseOffice office = office();
        @Nullable TeacherStop stop = office == null ? null : office.stopped();
        if (stop != null) throw stop;
    }

    /**
     * On the driver: totals, the budget's gate and the stop of the application; null where the plugin is not installed.
     */
    public static @Nullable LeaseOffice office() {
        return DriverSide.current();
    }

    /** In a task: counts on their way to the driver; they go nowhere where the plugin is not installed. */
    public static TeacherCounters counters() {
        @Nullable LeaseAgent agent = ExecutorSide.current();
        return agent == null ? TeacherCounters.none() : agent;
    }

    /** In a task: this JVM's line to the driver; null where the plugin is not installed. */
    public static @Nullable LeaseAgent agent() {
        return ExecutorSide.current();
    }
}
