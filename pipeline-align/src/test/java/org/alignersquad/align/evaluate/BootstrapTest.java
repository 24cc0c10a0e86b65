package org.alignersquad.align.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void agreesWithTheNormalIntervalOfAShare() {
        Bootstrap.Interval interval =
                Bootstrap.of(List.of(new Bootstrap.Cell(1, 1, 6_000), new Bootstrap.Cell(0, 1, 4_000)));
        double half = 1.96 * Math.sqrt(.6 * .4 / 10_000);
        assertThat(interval.low()).isCloseTo(.6 - half, within(.001));
        assertThat(interval.high()).isCloseTo(.6 + half, within(.001));
        assertThat(interval.above()).isEqualTo(1);
    }

    /** Rows of one to three pairs, resampled one by one: rows stay together. */
    @Test
    void agreesWithResamplingRowByRow() {
        double[][] rows = new double[90][];
        for (int i = 0; i < rows.length; i++)
            rows[i] = i < 30 ? new double[] {3, 3} : i < 50 ? new double[] {.5, 2} : new double[] {0, 1};
        Random random = new Random(5);
        double[] ratios = new double[20_000];
        for (int b = 0; b < ratios.length; b++) {
            double part = 0;
            double of = 0;
            for (int i = 0; i < rows.length; i++) {
                double[] row = rows[random.nextInt(rows.length)];
                part += row[0];
                of += row[1];
            }
            ratios[b] = part / of;
        }
        Arrays.sort(ratios);
        Bootstrap.Interval interval = Bootstrap.of(
                List.of(new Bootstrap.Cell(3, 3, 30), new Bootstrap.Cell(.5, 2, 20), new Bootstrap.Cell(0, 1, 40)));
        assertThat(interval.low()).isCloseTo(ratios[500], within(.012));
        assertThat(interval.high()).isCloseTo(ratios[19_499], within(.012));
    }

    @Test
    void theSameCountsGiveTheSameIntervalAndNoRowsNone() {
        List<Bootstrap.Cell> cells = List.of(new Bootstrap.Cell(1, 1, 7), new Bootstrap.Cell(-1, 1, 5));
        assertThat(Bootstrap.of(cells)).isEqualTo(Bootstrap.of(cells));
        assertThat(Bootstrap.of(List.of())).isNull();
    }

    @Test
    void kappaIsCohens() {
        Agreement agreement = Agreement.of(new long[][] {{20, 5, 0}, {3, 10, 2}, {0, 4, 6}});
        assertThat(agreement.pairs()).isEqualTo(50);
        assertThat(agreement.agreement()).isEqualTo(.72);
        // chance: (25·23 + 15·19 + 10·8) / 50² = .376
        assertThat(agreement.kappa()).isCloseTo((.72 - .376) / (1 - .376), within(1e-6));
        assertThat(Agreement.of(new long[][] {{9, 0, 0}, {0, 0, 0}, {0, 0, 0}}).kappa())
                .isNull();
    }
}
