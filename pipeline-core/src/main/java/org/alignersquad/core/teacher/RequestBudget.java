package org.alignersquad.core.teacher;

import java.util.concurrent.CompletableFuture;

/** Permission to send to one model at one endpoint, under its {@link RateLimits}. Safe for use by many threads. */
public interface RequestBudget {
    /**
     * Takes one request and its tokens out of the budget.
     *
     * @param tokens prompt tokens, estimated, and the most completion tokens
     * @return completes when the request may be sent, and must then be settled; cancelled by who no longer wants it; fails
     *     with a {@link TeacherStop} where nothing more may be sent
     */
    CompletableFuture<Void> acquire(int tokens);

    /**
     * Ends a request that was permitted, also one that was not sent: its place in flight is free, and the difference
     * between the tokens that were taken and those that were used is given back, or taken in addition.
     */
    void settle(int acquired, int used);

    /** The endpoint has said that it is asked too much. */
    default void overloaded() {}

    /**
     * A fixed part of the limits, for where nobody hands out leases: exact while all tasks are busy, unused where some are
     * idle.
     *
     * @param concurrentTasks tasks that run at once in the whole application, each with a share of its own
     */
    static RequestBudget share(RateLimits limits, int concurrentTasks) {
        return BudgetShare.of(limits, concurrentTasks);
    }
}
