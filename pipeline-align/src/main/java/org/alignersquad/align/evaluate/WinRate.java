package org.alignersquad.align.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aligned responses against original ones, each pair judged in both orders: a win where both verdicts are for the
 * aligned response, a loss where both are for the original, a tie otherwise.
 *
 * @param pairs with both verdicts
 * @param winRate (wins + ties / 2) / pairs, with its interval of 95 % after Wilson; null where there are no pairs
 * @param bootstrapLow the interval of 95 % by {@link Bootstrap} over rows, whose pairs for several criteria stay together
 * @param lengthControlledWinRate what the win rate would be at equal lengths, see {@link LengthControl}
 */
record WinRate(
        long pairs,
        long wins,
        long ties,
        long losses,
        @Nullable Double winRate,
        @Nullable Double winRateLow,
        @Nullable Double winRateHigh,
        @Nullable Double bootstrapLow,
        @Nullable Double bootstrapHigh,
        @Nullable Double lengthControlledWinRate) {

    /** Nothing was compared. */
    static final WinRate NONE = new WinRate(0, 0, 0, 0, null, null, null, null, null, null);

    /** @param rows rows by what their pairs add up to: wins, with ties as half, and pairs */
    static WinRate of(long wins, long ties, long losses, List<LengthControl.Bin> bins, List<Bootstrap.Cell> rows) {
        long pairs = wins + ties + losses;
        if (pairs == 0) return NONE;
        Proportion rate = Proportion.of(wins + ties / 2.0, pairs);
        Bootstrap.Interval interval = Bootstrap.of(rows);
        return new WinRate(
                pairs,
                wins,
                ties,
                losses,
                Rounded.figure(rate.share()),
                Rounded.figure(rate.low()),
                Rounded.figure(rate.high()),
                interval == null ? null : Rounded.figure(interval.low()),
                interval == null ? null : Rounded.figure(interval.high()),
                Rounded.figure(LengthControl.winRate(bins)));
    }
}
