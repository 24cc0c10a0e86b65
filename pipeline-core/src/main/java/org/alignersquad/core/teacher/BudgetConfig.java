package org.alignersquad.core.teacher;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A cap on what a job may spend at its teacher, over all of its runs with the same output folder. The job stops cleanly when
 * what is left would not pay for an average request, and goes on with a larger budget.
 *
 * @param money in the currency of the teacher's prices, which must be given; null for no cap
 * @param tokens prompt and completion tokens; null for no cap
 * @param requests HTTP requests, those that are sent again included; null for no cap
 */
public record BudgetConfig(
        @Nullable Double money,
        @Nullable Long tokens,
        @Nullable Long requests) implements Serializable {
    public BudgetConfig {
        requirePositive("money", money);
        requirePositive("tokens", tokens);
        requirePositive("requests", requests);
    }

    /** @throws IllegalArgumentException where money is capped and the teacher has no prices */
    public static void checkPrices(@Nullable BudgetConfig budget, TeacherConfig teacher) {
        if (budget != null && budget.money != null && teacher.prices() == null) {
            throw new IllegalArgumentException("budget.money needs teacher.prices");
        }
    }

    private static void requirePositive(String key, @Nullable Number value) {
        if (value != null && !(value.doubleValue() > 0)) {
            throw new IllegalArgumentException(key + " must be more than 0, is: " + value);
        }
    }
}
