package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.LocalSpark;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

class TestTaskSum {
    private static final SparkSession SPARK = LocalSpark.session();

    @Test
    void sumsManyTasksByATreeAlwaysInTheSameOrder() {
        Contribution first = sum(21, 1, 2);
        Contribution second = sum(21, 1, 2);
        assertThat(first.tasks()).isEqualTo(21);
        assertThat(first.weight()).isEqualTo(21);
        assertThat(first.movement().chunk(0)).isEqualTo(second.movement().chunk(0));
        double expected = IntStream.range(0, 21).mapToDouble(i -> value(i)[0]).sum();
        assertThat((double) first.movement().chunk(0)[0]).isCloseTo(expected, within(1e-3));
    }

    @Test
    void chunksAndLargeContributionsAreSummedInTheSameOrder() {
        for (int tasks : List.of(1, 3, 21)) {
            float[] whole = sum(tasks, 1, 2).movement().chunk(0);
            Contribution chunked = sum(tasks, 2, 2);
            assertThat(chunked.movement().chunks()).containsExactly(new float[] {whole[0]}, new float[] {whole[1]});
            assertThat(chunked.tasks()).isEqualTo(tasks);
            assertThat(chunked.weight()).isEqualTo(tasks);
            // as if it were too large for the driver to take from every task
            assertThat(sum(tasks, 1, 1L << 40).movement().chunk(0)).isEqualTo(whole);
        }
    }

    @Test
    void everyContributionIsComputedOnce() {
        LongAccumulator computed = SPARK.sparkContext().longAccumulator();
        new TaskSum(1, 2).of(contributions(21, 1).map(contribution -> {
            computed.add(1);
            return contribution;
        }));
        assertThat(computed.value()).isEqualTo(21);
    }

    private static Contribution sum(int tasks, int chunks, long size) {
        return new TaskSum(chunks, size).of(contributions(tasks, chunks));
    }

    private static JavaRDD<Contribution> contributions(int tasks, int chunks) {
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        return JavaSparkContext.fromSparkContext(SPARK.sparkContext())
                .parallelize(numbers, tasks)
                .map(number -> new Contribution(1, chunked(value(number), chunks), Floats.NONE, Floats.NONE, 1, 1, 1));
    }

    private static Floats chunked(float[] pair, int chunks) {
        return chunks == 1 ? Floats.of(pair) : new Floats(List.of(new float[] {pair[0]}, new float[] {pair[1]}));
    }

    /** Numbers of very different size: their float sum depends on the order. */
    private static float[] value(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return new float[] {(float) Math.exp(12 * random.nextDouble() - 6), random.nextInt(7)};
    }
}
