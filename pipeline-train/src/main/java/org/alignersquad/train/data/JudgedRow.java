package org.alignersquad.train.data;

import org.jspecify.annotations.Nullable;

/**
 * A judged response.
 *
 * @param id of the row that it comes from
 * @param source where that row comes from, with the model that wrote the response where it is known
 * @param group the same for all rows of nearly the same question
 * @param prompt may be empty
 * @param alignedResponse what an aligner should write; null where nobody wrote one
 * @param label 1 where the response is misaligned, 0 where it is aligned
 */
record JudgedRow(
        String id,
        String source,
        String criterion,
        String split,
        String group,
        String questionType,
        String prompt,
        String response,
        @Nullable String alignedResponse,
        int label) {}
