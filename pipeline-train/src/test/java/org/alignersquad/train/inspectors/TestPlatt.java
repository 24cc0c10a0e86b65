package org.alignersquad.train.inspectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.models.inspector.Calibration;
import org.junit.jupiter.api.Test;

class TestPlatt {
    @Test
    void findsTheTemperatureAndShiftThatTheLabelsWereDrawnWith() {
        SplittableRandom random = new SplittableRandom(3);
        List<Scored> rows = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            double logit = 12 * random.nextDouble() - 6;
            double probability = 1 / (1 + Math.exp(-(logit / 2.5 + .7)));
            rows.add(new Scored(logit, random.nextDouble() < probability ? 1 : 0));
        }
        Calibration calibration = Platt.fit(rows);
        assertThat(calibration.temperature()).isCloseTo(2.5, within(.1));
        assertThat(calibration.shift()).isCloseTo(.7, within(.05));
    }

    @Test
    void staysFiniteWhereTheClassesArePerfectlyApart() {
        List<Scored> rows = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            rows.add(new Scored(5 + i, 1));
            rows.add(new Scored(-5 - i, 0));
        }
        Calibration calibration = Platt.fit(rows);
        assertThat(calibration.temperature()).isPositive().isFinite();
        assertThat(calibration.probability(10)).isGreaterThan(.5);
        assertThat(calibration.probability(-10)).isLessThan(.5);
    }

    @Test
    void keepsTheOrderOfAnInspectorThatKnowsNothing() {
        List<Scored> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) rows.add(new Scored(i % 10, i / 10 % 2));
        Calibration calibration = Platt.fit(rows);
        assertThat(calibration.probability(9)).isGreaterThanOrEqualTo(calibration.probability(0));
        assertThat(calibration.probability(5)).isCloseTo(.5, within(.02));
    }
}
