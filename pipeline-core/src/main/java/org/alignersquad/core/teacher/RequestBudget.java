package org.alignersquad.core.teacher;

import java.util.concurrent.CompletableFuture;

/** Permission to send, under limits on requests and tokens per minute. Safe for use by many threads. */
public interface RequestBudget {
    /**
     * Takes one request and its tokens out of the budget.
     *
     * @param tokens prompt tokens, estimated, and the most completion tokens
     * @return completes when the request may be sent
     */
    CompletableFuture<Void> acquire(int tokens);

    /** Gives back, or takes in addition, the difference between the tokens that were taken and those that were used. */
    void settle(int acquired, int used);

    static RequestBudget unlimited() {
        return BudgetShare.unlimited();
    }

    /**
     * The config's limits divided by the number of tasks that run at once in the application: exact while all of them are
     * busy, unused where some are idle.
     */
    static RequestBudget share(TeacherConfig config, int concurrentTasks) {
        return BudgetShare.of(config, concurrentTasks);
    }
}
