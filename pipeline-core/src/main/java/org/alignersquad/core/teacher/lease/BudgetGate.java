package org.alignersquad.core.teacher.lease;

/** The driver's say on whether requests may still be sent. Asked for every lease, so it must be quick. Thread-safe. */
@FunctionalInterface
public interface BudgetGate {
    /**
     * How many more requests may be let go now, beyond the outstanding ones. Zero makes executors ask again shortly, for
     * when outstanding requests have not yet shown what they cost.
     *
     * @param counters totals of the application, which include everything that the asking JVM knows of
     * @param outstanding permits that were given out and whose cost is not yet in the counters
     * @throws org.alignersquad.core.teacher.TeacherStop where the budget is used up: all asking ends
     */
    long allowance(Totals counters, long outstanding);

    static BudgetGate open() {
        return (counters, outstanding) -> Long.MAX_VALUE;
    }
}
