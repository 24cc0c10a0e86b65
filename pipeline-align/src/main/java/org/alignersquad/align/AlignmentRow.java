package org.alignersquad.align;

import java.util.EnumMap;
import java.util.Map;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.text.Names;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Map$;

/**
 * The columns of {@link Alignment} as {@link Rows} would make them, for rows that no aligner has seen in a fraction of the time:
 * with a cheap inspector these are nearly all that a task does.
 */
final class AlignmentRow {
    private static final Rows<Alignment> ROWS = Rows.of(Alignment.class);
    private static final Map<RowDecision, String> DECISIONS = new EnumMap<>(RowDecision.class);
    private static final Map<SkipReason, String> REASONS = new EnumMap<>(SkipReason.class);

    static {
        for (RowDecision decision : RowDecision.values()) DECISIONS.put(decision, Names.kebab(decision));
        for (SkipReason reason : SkipReason.values()) REASONS.put(reason, Names.kebab(reason));
    }

    private AlignmentRow() {}

    /** @param at place of the first column */
    static void put(Alignment alignment, @Nullable Object[] values, int at) {
        if (!alignment.trail().isEmpty()) {
            Row row = ROWS.row(alignment);
            for (int i = 0; i < row.size(); i++) values[at + i] = row.get(i);
            return;
        }
        values[at] = alignment.rowId();
        values[at + 1] = alignment.alignedResponse();
        values[at + 2] = alignment.changed();
        values[at + 3] = DECISIONS.get(alignment.decision());
        SkipReason reason = alignment.skipReason();
        values[at + 4] = reason == null ? null : REASONS.get(reason);
        values[at + 5] = alignment.worstCriterion();
        values[at + 6] = scala.collection.immutable.Nil$.MODULE$;
        Object before = scores(alignment.scoresBefore());
        values[at + 7] = before;
        boolean same = alignment.scoresAfter() == alignment.scoresBefore();
        values[at + 8] = same ? before : scores(alignment.scoresAfter());
    }

    private static Object scores(Map<String, Float> scores) {
        scala.collection.immutable.Map<String, Float> map = Map$.MODULE$.empty();
        for (Map.Entry<String, Float> score : scores.entrySet()) map = map.updated(score.getKey(), score.getValue());
        return map;
    }
}
