package org.alignersquad.train.inspectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TestBootstrap {
    /** @param rowsPerGroup equal rows of each group */
    private static List<Judgement> rows(int groups, int rowsPerGroup) {
        SplittableRandom random = new SplittableRandom(5);
        List<Judgement> rows = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            int label = group % 2;
            double score = label + 1.5 * random.nextGaussian();
            double baseline = random.nextGaussian();
            for (int i = 0; i < rowsPerGroup; i++)
                rows.add(new Judgement("test", "g" + group, "s", "q", label, 10, score, baseline));
        }
        return rows;
    }

    @Test
    void theIntervalHoldsTheAucAndTheGainIsPaired() {
        List<Judgement> rows = rows(200, 1);
        double auc = Evaluation.auc(rows, Judgement::logOdds).value();
        Bootstrap bootstrap = new Bootstrap(rows);
        Bootstrap.Interval interval = bootstrap.auc(Judgement::logOdds);
        assertThat(auc).isBetween(interval.low(), interval.high());
        assertThat(bootstrap.gain(Judgement::logOdds, Judgement::logOdds)).isEqualTo(new Bootstrap.Interval(0, 0));
        assertThat(bootstrap.gain(Judgement::logOdds, Judgement::baseline).low())
                .isGreaterThan(0);
    }

    @Test
    void repeatedRowsOfAGroupTellNothingNew() {
        Bootstrap.Interval once = new Bootstrap(rows(100, 1)).auc(Judgement::logOdds);
        Bootstrap.Interval tenTimes = new Bootstrap(rows(100, 10)).auc(Judgement::logOdds);
        assertThat(tenTimes).isEqualTo(once);
    }

    @Test
    void allTiedScoresAreWorthAHalf() {
        assertThat(new Bootstrap(rows(50, 2)).auc(row -> 3)).isEqualTo(new Bootstrap.Interval(.5, .5));
    }
}
