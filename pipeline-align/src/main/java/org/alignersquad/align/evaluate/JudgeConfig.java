package org.alignersquad.align.evaluate;

import java.util.List;
import org.alignersquad.core.ledger.LedgerConfig;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherConfig;
import org.jspecify.annotations.Nullable;

/**
 * The judge: a teacher that says which of two responses is better.
 *
 * @param criteria paths of criterion files; each criterion of the squad needs one
 * @param shardsPerWave ledger buckets that one Spark job asks about and commits together
 * @param budget what the job may spend at the judge, over all its runs; null for no cap
 */
public record JudgeConfig(
        List<String> criteria,
        TeacherConfig teacher,
        LedgerConfig ledger,
        Sampling sampling,
        int shardsPerWave,
        @Nullable BudgetConfig budget) {
    public JudgeConfig {
        if (criteria.isEmpty()) throw new IllegalArgumentException("criteria must name at least one file");
        if (shardsPerWave < 1) {
            throw new IllegalArgumentException("shards_per_wave must be at least 1, is: " + shardsPerWave);
        }
        BudgetConfig.checkPrices(budget, teacher);
        criteria = List.copyOf(criteria);
    }
}
