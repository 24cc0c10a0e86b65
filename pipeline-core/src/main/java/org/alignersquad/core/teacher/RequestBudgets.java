package org.alignersquad.core.teacher;

/** Where a task finds the budgets of its endpoints. */
@FunctionalInterface
public interface RequestBudgets {
    /**
     * The budget of one model at one endpoint.
     *
     * @param endpoint names both; holds no secret
     */
    RequestBudget of(String endpoint, RateLimits limits);

    /** A fixed part of all limits, where {@code concurrentTasks} tasks run at once in the whole application. */
    static RequestBudgets shares(int concurrentTasks) {
        return (endpoint, limits) -> RequestBudget.share(limits, concurrentTasks);
    }
}
