package org.alignersquad.synth;

import org.alignersquad.core.teacher.BudgetConfig;
import org.jspecify.annotations.Nullable;

/**
 * What {@code quote} may ask to find out what the whole run will cost.
 *
 * @param rows about how many questions it asks; null for 100
 * @param budget what the pilot may spend, over all its runs; null for the job's
 */
record PilotConfig(@Nullable Integer rows, @Nullable BudgetConfig budget) {
    private static final int ROWS = 100;

    PilotConfig {
        if (rows != null) Checks.atLeast("rows", 2, rows);
    }

    int questions() {
        return rows == null ? ROWS : rows;
    }
}
