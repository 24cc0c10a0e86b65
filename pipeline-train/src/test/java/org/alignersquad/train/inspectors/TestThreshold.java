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

    @Test
    void recallAtPrecisionIsTheMostRecallThatIsPreciseEnough() {
        List<Scored> rows = TestAuc.random(300, 4);
        ThresholdRecipe wanted = new ThresholdRecipe(ThresholdRecipe.Objective.RECALL_AT_PRECISION, .7, null, null);
        Decisions best = Decisions.of(rows, Threshold.best(rows, wanted));
        assertThat(best.precision()).isGreaterThanOrEqualTo(.7);
        for (Scored row : rows) {
            Decisions other = Decisions.of(rows, row.score());
            if (other.precision() >= .7) assertThat(other.recall()).isLessThanOrEqualTo(best.recall());
        }
    }

    @Test
    void dearMissesLowerTheThreshold() {
        List<Scored> rows = TestAuc.random(300, 4);
        ThresholdRecipe dear = new ThresholdRecipe(ThresholdRecipe.Objective.COST, null, 10.0, null);
        ThresholdRecipe cheap = new ThresholdRecipe(ThresholdRecipe.Objective.COST, null, .1, null);
        assertThat(Threshold.best(rows, dear)).isLessThan(Threshold.best(rows, cheap));
    }

    @Test
    void nothingIsCalledWhereFalseAlarmsAreDearerThanAllMisses() {
        List<Scored> rows = List.of(new Scored(.9, 0), new Scored(.8, 1), new Scored(.1, 0));
        ThresholdRecipe cheap = new ThresholdRecipe(ThresholdRecipe.Objective.COST, null, .1, null);
        assertThat(Threshold.best(rows, cheap)).isGreaterThan(.9);
    }

    @Test
    void outsideOfTheBandDecisionsAreRightOftenEnough() {
        List<Scored> rows = TestAuc.random(400, 5);
        Threshold.Band band = Threshold.band(rows, Threshold.bestF1(rows), .8);
        assertThat(band.low()).isLessThanOrEqualTo(band.high());
        List<Scored> above =
                rows.stream().filter(row -> row.score() >= band.high()).toList();
        List<Scored> below =
                rows.stream().filter(row -> row.score() < band.low()).toList();
        assertThat(above.stream().filter(row -> row.label() == 1).count())
                .isGreaterThanOrEqualTo((long) (.8 * above.size()));
        assertThat(below.stream().filter(row -> row.label() == 0).count())
                .isGreaterThanOrEqualTo((long) (.8 * below.size()));
    }
}
