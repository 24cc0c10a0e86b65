package org.alignersquad.align.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aligned responses against original ones, each pair judged in both orders: a win where both verdicts are for the
 * aligned response, a loss where both are for the original, a tie otherwise.
 *
 * @param pairs with both verdicts
 * @param winRate (wins + ties / 2) / pairs, with its interval of 95 % after Wilson; null where there are no pairs
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
        @Nullable Double lengthControlledWinRate) {

    static WinRate of(long wins, long ties, long losses, List<LengthControl.Bin> bins) {
        long pairs = wins + ties + losses;
        if (pairs == 0) return new WinRate(0, 0, 0, 0, null, null, null, null);
        Proportion rate = Proportion.of(wins + ties / 2.0, pairs);
        return new WinRate(
                pairs,
                wins,
                ties,
                losses,
                Rounded.figure(rate.share()),
                Rounded.figure(rate.low()),
                Rounded.figure(rate.high()),
                Rounded.figure(LengthControl.winRate(bins)));
    }
}
