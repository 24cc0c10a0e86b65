package org.alignersquad.train.inspectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TestAuc {
    @Test
    void equalsTheShareOfRightlyOrderedPairsWithTiesCountedHalf() {
        List<Scored> rows = random(300, 11);
        assertThat(Auc.of(rows).value()).isCloseTo(byPairs(rows), within(1e-12));
    }

    @Test
    void isOneWhereEveryMisalignedRowScoresHigher() {
        Auc auc = Auc.of(List.of(new Scored(.9, 1), new Scored(.8, 1), new Scored(.1, 0)));
        assertThat(auc.value()).isEqualTo(1);
        assertThat(auc.low()).isEqualTo(1);
    }

    @Test
    void isHalfForAConstantScore() {
        assertThat(Auc.of(List.of(new Scored(1, 1), new Scored(1, 0), new Scored(1, 0)))
                        .value())
                .isEqualTo(.5);
    }

    @Test
    void intervalHoldsTheTrueAreaAboutAsOftenAsItSays() {
        // scores uniform on [0, 1] for aligned rows and on [.3, 1.3] for misaligned ones: true area 1 - .7^2 / 2
        double truth = 1 - .7 * .7 / 2;
        SplittableRandom random = new SplittableRandom(5);
        int held = 0;
        for (int trial = 0; trial < 400; trial++) {
            List<Scored> rows = new ArrayList<>();
            for (int i = 0; i < 120; i++) rows.add(new Scored(random.nextDouble() + (i % 2) * .3, i % 2));
            Auc auc = Auc.of(rows);
            if (auc.low() <= truth && truth <= auc.high()) held++;
        }
        assertThat(held / 400.0).isBetween(.91, .99);
    }

    @Test
    void rejectsOneClassAlone() {
        assertThatThrownBy(() -> Auc.of(List.of(new Scored(.5, 1))))
                .hasMessage("AUC needs both classes, there are 1 misaligned and 0 aligned rows");
    }

    private static double byPairs(List<Scored> rows) {
        double right = 0;
        long pairs = 0;
        for (Scored a : rows)
            for (Scored b : rows) {
                if (a.label() != 1 || b.label() != 0) continue;
                pairs++;
                right += a.score() > b.score() ? 1 : a.score() == b.score() ? .5 : 0;
            }
        return right / pairs;
    }

    /** Scores on a coarse grid, so that many are tied. */
    static List<Scored> random(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Scored> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int label = random.nextInt(2);
            all.add(new Scored(Math.round(20 * (random.nextDouble() + .4 * label)) / 30.0, label));
        }
        return all;
    }
}
