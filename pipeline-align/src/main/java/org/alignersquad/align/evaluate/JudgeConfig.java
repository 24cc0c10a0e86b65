package org.alignersquad.align.evaluate;

import java.util.List;
import org.alignersquad.core.ledger.LedgerConfig;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherConfig;

/**
 * The judge: a teacher that says which of two responses is better.
 *
 * @param criteria paths of criterion files; each criterion of the squad needs one
 * @param shardsPerWave ledger buckets that one Spark job asks about and commits together
 */
public record JudgeConfig(
        List<String> criteria, TeacherConfig teacher, LedgerConfig ledger, Sampling sampling, int shardsPerWave) {
    public JudgeConfig {
        if (criteria.isEmpty()) throw new IllegalArgumentException("criteria must name at least one file");
        if (shardsPerWave < 1) {
            throw new IllegalArgumentException("shards_per_wave must be at least 1, is: " + shardsPerWave);
        }
        criteria = List.copyOf(criteria);
    }
}
