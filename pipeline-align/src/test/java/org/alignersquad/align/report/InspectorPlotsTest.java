package org.alignersquad.align.report;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alignersquad.core.spark.LocalSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class InspectorPlotsTest {
    private static final StructType SCORES =
            StructType.fromDDL("model STRING, criterion STRING, kind STRING, split STRING, label INT, score FLOAT");

    @Test
    void areaEqualsTheShareOfPairsInTheRightOrder() {
        Random random = new Random(3);
        List<float[]> rows = new ArrayList<>();
        // scores on a coarse grid, so that many are tied
        for (int i = 0; i < 700; i++)
            rows.add(new float[] {i % 3 == 0 ? 1 : 0, random.nextInt(12) / 12f + (i % 3 == 0 ? .08f : 0)});

        assertThat(plot(rows).auc()).isCloseTo(pairsInOrder(rows), within(1e-5));
    }

    @Test
    void curveRisesFromOriginToEnd() {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < 5000; i++) rows.add(new float[] {i % 2, (i % 2) * .2f + (i * 37 % 5000) / 6250f});

        List<double[]> roc = plot(rows).roc();

        assertThat(roc).hasSizeBetween(50, 200);
        assertThat(roc.get(0)).containsExactly(0, 0);
        assertThat(roc.get(roc.size() - 1)).containsExactly(1, 1);
        for (int i = 1; i < roc.size(); i++) {
            assertThat(roc.get(i)[0]).isGreaterThanOrEqualTo(roc.get(i - 1)[0]);
            assertThat(roc.get(i)[1]).isGreaterThanOrEqualTo(roc.get(i - 1)[1]);
        }
    }

    @Test
    void calibrationComparesScoresWithShares() {
        List<float[]> rows = new ArrayList<>();
        // 100 rows scored .25 of which 25 are misaligned, and 100 scored 1 of which only half are
        for (int i = 0; i < 100; i++) rows.add(new float[] {i < 25 ? 1 : 0, .25f});
        for (int i = 0; i < 100; i++) rows.add(new float[] {i < 50 ? 1 : 0, 1f});

        InspectorPlot plot = plot(rows);

        assertThat(plot.calibration()).hasSize(2);
        assertThat(plot.calibration().get(0)).containsExactly(.25, .25, 100);
        assertThat(plot.calibration().get(1)).containsExactly(1, .5, 100);
        assertThat(plot.calibrationError()).isCloseTo(.25, within(1e-9));
        assertThat(plot.uncalibratedError()).as("not recorded").isNull();
        Dataset<Row> both = scores(rows).withColumn("uncalibrated", expr("if(score < 0.5, 0.45, 0.9)"));
        plot = InspectorPlots.of(both, Map.of()).get(0);
        assertThat(plot.calibrationError()).isCloseTo(.25, within(1e-9));
        assertThat(plot.uncalibratedError()).isCloseTo((.45 - .25 + .9 - .5) / 2, within(1e-6));
    }

    @Test
    void oneClassAloneHasNoArea() {
        InspectorPlot plot = plot(List.of(new float[] {1, .5f}, new float[] {1, .7f}));

        assertThat(plot.auc()).isNull();
        assertThat(plot.roc()).isEmpty();
        assertThat(plot.misaligned()).isEqualTo(2);
    }

    private static Dataset<Row> scores(List<float[]> labelsAndScores) {
        List<Row> rows = labelsAndScores.stream()
                .map(row -> RowFactory.create("m", "ethical", "bert", "test", (int) row[0], row[1]))
                .toList();
        return LocalSpark.session().createDataFrame(rows, SCORES);
    }

    private static InspectorPlot plot(List<float[]> labelsAndScores) {
        List<InspectorPlot> plots = InspectorPlots.of(scores(labelsAndScores), Map.of("m", .5));
        assertThat(plots).hasSize(1);
        return plots.get(0);
    }

    private static double pairsInOrder(List<float[]> rows) {
        double won = 0;
        long pairs = 0;
        for (float[] positive : rows) {
            for (float[] negative : rows) {
                if (positive[0] != 1 || negative[0] != 0) continue;
                pairs++;
                won += positive[1] > negative[1] ? 1 : positive[1] == negative[1] ? .5 : 0;
            }
        }
        return won / pairs;
    }
}
