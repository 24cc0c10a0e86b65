package org.alignersquad.align.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
    /** The interval's ends are where the share lies 1.96 standard deviations away: its definition, solved by bisection. */
    private static double end(double share, long of, double from, double to) {
        double low = from;
        double high = to;
        for (int i = 0; i < 200; i++) {
            double p = (low + high) / 2;
            double away = Math.abs(share - p) / Math.sqrt(p * (1 - p) / of);
            if (away < 1.959963984540054) low = p;
            else high = p;
        }
        return (low + high) / 2;
    }

    @Test
    void endsAreWhereTheScoreTestTurns() {
        for (double wins : new double[] {3, 12.5, 40, 77}) {
            Proportion found = Proportion.of(wins, 80);
            assertThat(found.share()).isEqualTo(wins / 80);
            assertThat(found.high()).isCloseTo(end(found.share(), 80, found.share(), 1), within(1e-9));
            assertThat(found.low()).isCloseTo(lowEnd(found.share(), 80), within(1e-9));
        }
    }

    private static double lowEnd(double share, long of) {
        return 1 - end(1 - share, of, 1 - share, 1);
    }

    @Test
    void staysInsideTheUnitInterval() {
        assertThat(Proportion.of(0, 5).low()).isZero();
        assertThat(Proportion.of(0, 5).high()).isBetween(.3, .5);
        assertThat(Proportion.of(5, 5).high()).isEqualTo(1);
    }
}
