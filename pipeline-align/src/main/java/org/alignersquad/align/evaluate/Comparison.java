package org.alignersquad.align.evaluate;

import java.io.Serializable;
import org.alignersquad.core.task.ResponsePair;
import org.jspecify.annotations.Nullable;

/**
 * One question to the judge; a row of stage {@code comparisons}.
 *
 * @param rowId of the dump
 * @param criterion by which the two are compared
 * @param questionType of the row; null where the dump has none
 * @param accepted whether the squad kept a rewrite for this criterion; else it is the row's label that asks
 * @param logLengthRatio natural logarithm of the aligned response's words over the original's
 */
record Comparison(
        String rowId,
        String criterion,
        @Nullable String questionType,
        boolean accepted,
        ShownFirst first,
        String prompt,
        String original,
        String aligned,
        double logLengthRatio)
        implements Serializable {

    Comparison shownFirst(ShownFirst other) {
        return new Comparison(
                rowId, criterion, questionType, accepted, other, prompt, original, aligned, logLengthRatio);
    }

    ResponsePair pair() {
        ResponsePair originalFirst = new ResponsePair(rowId, prompt, original, aligned);
        return first == ShownFirst.ORIGINAL ? originalFirst : originalFirst.swapped();
    }
}
