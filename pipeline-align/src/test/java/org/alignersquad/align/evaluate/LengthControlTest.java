package org.alignersquad.align.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthControlTest {
    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void findsTheRateAtEqualLengthsBehindAPreferenceForLength() {
        List<LengthControl.Bin> bins = new ArrayList<>();
        double wins = 0;
        for (double x = -.2; x <= 1.01; x += .1) {
            bins.add(new LengthControl.Bin(x, 100_000 * logistic(-.4 + 2 * x), 100_000));
            wins += 100_000 * logistic(-.4 + 2 * x);
        }
        assertThat(wins / (bins.size() * 100_000)).as("plain win rate").isGreaterThan(.55);
        assertThat(LengthControl.winRate(bins)).isCloseTo(logistic(-.4), within(1e-4));
    }

    @Test
    void isThePlainRateWhereLengthSaysNothing() {
        List<LengthControl.Bin> bins = List.of(
                new LengthControl.Bin(-.5, 30, 50), new LengthControl.Bin(.5, 30, 50), new LengthControl.Bin(0, 6, 10));
        assertThat(LengthControl.winRate(bins)).isCloseTo(.6, within(1e-6));
    }

    @Test
    void staysFiniteWhereThereIsNothingToFit() {
        assertThat(LengthControl.winRate(List.of())).isNull();
        assertThat(LengthControl.winRate(List.of(new LengthControl.Bin(.3, 4, 4))))
                .isEqualTo(1);
        assertThat(LengthControl.winRate(List.of(new LengthControl.Bin(.3, 0, 4))))
                .isEqualTo(0);
        assertThat(LengthControl.winRate(List.of(new LengthControl.Bin(.3, 1, 4))))
                .isBetween(0., 1.);
        // length alone tells wins from losses
        assertThat(LengthControl.winRate(List.of(new LengthControl.Bin(-1, 0, 10), new LengthControl.Bin(1, 10, 10))))
                .isCloseTo(.5, within(1e-6));
    }
}
