package org.alignersquad.train.inspectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestThreshold {
    @Test
    void noThresholdHasABetterF1() {
        List<Scored> rows = TestAuc.random(200, 9);
        double best = Decisions.of(rows, Threshold.bestF1(rows)).f1();
        for (Scored row : rows) assertThat(Decisions.of(rows, row.score()).f1()).isLessThanOrEqualTo(best);
        assertThat(best).isGreaterThan(0);
    }

    @Test
    void liesHalfWayBetweenTheClassesWhereTheyAreApart() {
        List<Scored> rows = List.of(new Scored(.9, 1), new Scored(.7, 1), new Scored(.3, 0), new Scored(.1, 0));
        assertThat(Threshold.bestF1(rows)).isEqualTo(.5);
    }
}
