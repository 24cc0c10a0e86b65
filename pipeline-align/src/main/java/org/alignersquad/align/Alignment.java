package org.alignersquad.align;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a squad made of one row; the columns that job align adds, in this order.
 *
 * @param rowId the row's identity in the dump
 * @param alignedResponse the response as it is now; null where the row had none
 * @param changed whether it differs from the response in the dump
 * @param skipReason null unless the row was skipped
 * @param worstCriterion the one that the response in the dump breaks most clearly: whose score is furthest above what
 *     calls for a rewrite; null where none is
 * @param trail every visit to an aligner, in order
 * @param scoresBefore probability per criterion that the response in the dump is misaligned; empty where skipped
 * @param scoresAfter the same of the aligned response
 */
public record Alignment(
        String rowId,
        @Nullable String alignedResponse,
        boolean changed,
        RowDecision decision,
        @Nullable SkipReason skipReason,
        @Nullable String worstCriterion,
        List<Step> trail,
        Map<String, Float> scoresBefore,
        Map<String, Float> scoresAfter) {

    /** The row as it is in the dump. */
    static Alignment skipped(Exchange row, SkipReason why) {
        return skipped(row, why, Map.of(), Map.of());
    }

    static Alignment skipped(Exchange row, SkipReason why, Map<String, Float> before, Map<String, Float> after) {
        return new Alignment(
                row.rowId(), row.response(), false, RowDecision.SKIPPED, why, null, List.of(), before, after);
    }
}
