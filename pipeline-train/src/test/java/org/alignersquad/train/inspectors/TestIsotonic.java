package org.alignersquad.train.inspectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.alignersquad.models.inspector.Calibration;
import org.junit.jupiter.api.Test;

class TestIsotonic {
    /** A share of misaligned rows that no sigmoid of log-odds in [-4, 4] comes near. */
    private static double twoSteps(double logOdds) {
        return logOdds < -2 ? .05 : logOdds < 2 ? .4 : .9;
    }

    @Test
    void followsACurveThatNoTemperatureFits() {
        Calibration isotonic = Isotonic.fit(drawn(6000, 1, TestIsotonic::twoSteps));
        for (double odds : List.of(-3.0, -1.0, 0.0, 1.0, 3.0))
            assertThat(isotonic.probability(odds)).as("at %s", odds).isCloseTo(twoSteps(odds), within(.06));
        List<Scored> fresh = drawn(6000, 2, TestIsotonic::twoSteps);
        assertThat(CalibrationError.expected(probabilities(fresh, isotonic)))
                .isLessThan(.5 * CalibrationError.expected(probabilities(fresh, Platt.fit(fresh))));
        assertThat(CalibrationError.brier(probabilities(fresh, isotonic)))
                .isLessThan(CalibrationError.brier(probabilities(fresh, Platt.fit(fresh))));
    }

    @Test
    void noTwoScoresAreTied() {
        for (List<Scored> rows :
                List.of(drawn(500, 3, TestIsotonic::twoSteps), drawn(500, 4, odds -> .5), upsideDown())) {
            Calibration isotonic = Isotonic.fit(rows);
            double before = 0;
            for (double odds = -12; odds <= 12; odds += 1 / 64.0) {
                double now = isotonic.probability(odds);
                assertThat(now).isGreaterThan(before).isLessThan(1);
                before = now;
            }
        }
    }

    @Test
    void equalScoresArePooledAndNothingIsCertain() {
        List<Scored> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) rows.add(new Scored(i % 2, i % 2 == 0 || i % 8 == 1 ? 0 : 1));
        Calibration isotonic = Isotonic.fit(rows);
        assertThat(isotonic.knots()).hasSize(2);
        assertThat(isotonic.probability(0)).isBetween(.01, .02);
        assertThat(isotonic.probability(1)).isCloseTo(.74, within(.03));
    }

    @Test
    void thresholdAndBandAreAsGoodAsOnTheScoresThemselves() {
        List<Scored> rows = drawn(800, 5, TestIsotonic::twoSteps);
        List<Scored> calibrated = probabilities(rows, Isotonic.fit(rows));
        double threshold = Threshold.bestF1(calibrated);
        Decisions best = Decisions.of(calibrated, threshold);
        for (Scored row : rows) assertThat(Decisions.of(rows, row.score()).f1()).isLessThanOrEqualTo(best.f1());
        Threshold.Band band = Threshold.band(calibrated, threshold, .85);
        assertThat(band.low()).isLessThanOrEqualTo(threshold);
        assertThat(band.high()).isGreaterThanOrEqualTo(threshold).isLessThan(1);
        List<Scored> above =
                calibrated.stream().filter(row -> row.score() >= band.high()).toList();
        assertThat(above.stream().mapToInt(Scored::label).average().orElse(0)).isGreaterThanOrEqualTo(.85);
    }

    private static List<Scored> upsideDown() {
        return drawn(500, 6, odds -> odds > 0 ? .1 : .9);
    }

    private static List<Scored> drawn(int rows, long seed, DoubleUnaryOperator share) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Scored> drawn = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double odds = 8 * random.nextDouble() - 4;
            drawn.add(new Scored(odds, random.nextDouble() < share.applyAsDouble(odds) ? 1 : 0));
        }
        return drawn;
    }

    private static List<Scored> probabilities(List<Scored> rows, Calibration calibration) {
        return rows.stream()
                .map(row -> new Scored(calibration.probability(row.score()), row.label()))
                .toList();
    }
}
