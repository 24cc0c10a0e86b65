package org.alignersquad.core.teacher;

import java.util.concurrent.CompletableFuture;

/** One of a teacher's addresses, as one task uses it. */
record Route(TeacherEndpoint endpoint, EndpointState state, RequestBudget budget, int weight, String place) {
    /** Takes a place in flight and the budget; then a request may be sent, and {@link #free} must follow. */
    CompletableFuture<Void> acquire(int tokens) {
        return state.limit.acquire().thenCompose(placed -> {
            CompletableFuture<Void> permit = budget.acquire(tokens);
            permit.whenComplete((allowed, error) -> {
                if (error != null) state.limit.release();
            });
            return permit;
        });
    }

    void free(int acquired, int used) {
        state.limit.release();
        budget.settle(acquired, used);
    }
}
