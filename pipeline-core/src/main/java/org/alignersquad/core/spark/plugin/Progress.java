package org.alignersquad.core.spark.plugin;

import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.lease.LeaseAgent;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks count and the driver reads. Names of counters are those of {@link TeacherCounters} and {@code
 * rows.kept.STAGE}, {@code rows.rejected.STAGE}; each becomes a metric of the driver.
 */
public final class Progress {
    private Progress() {}

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
