package org.alignersquad.align.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judge's verdicts on all kept rewrites; a row with kept rewrites for two criteria counts twice.
 *
 * @param preference over all criteria
 * @param calls questions to the judge, two per pair
 * @param sent of these, those that were not in the ledger
 * @param failed calls without a verdict, by reason
 * @param unjudgedShare share of pairs that lack a verdict
 * @param positionBias (verdicts for the first − verdicts for the second) / both, ties aside: 1 always the first, −1
 *     always the second, 0 none
 * @param contradicted share of judged pairs whose two verdicts are for different responses
 */
record JudgeFigures(
        WinRate preference,
        long calls,
        long sent,
        Map<String, Long> failed,
        @Nullable Double unjudgedShare,
        @Nullable Double positionBias,
        @Nullable Double contradicted,
        long promptTokens,
        long completionTokens) {}
