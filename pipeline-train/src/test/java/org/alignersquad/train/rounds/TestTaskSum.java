package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.LocalSpark;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class TestTaskSum {
    private static final SparkSession SPARK = LocalSpark.session();

    @Test
    void sumsManyTasksByATreeAlwaysInTheSameOrder() {
        Contribution first = sum(21);
        Contribution second = sum(21);
        assertThat(first.tasks()).isEqualTo(21);
        assertThat(first.movement()).isEqualTo(second.movement());
        double expected = IntStream.range(0, 21).mapToDouble(i -> value(i)[0]).sum();
        assertThat((double) first.movement()[0]).isCloseTo(expected, within(1e-3));
    }

    private static Contribution sum(int tasks) {
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        return TaskSum.of(JavaSparkContext.fromSparkContext(SPARK.sparkContext())
                .parallelize(numbers, tasks)
                .map(number -> new Contribution(1, value(number), new float[0], new float[0], 1, 1, 1)));
    }

    /** Numbers of very different size: their float sum depends on the order. */
    private static float[] value(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return new float[] {(float) Math.exp(12 * random.nextDouble() - 6), random.nextInt(7)};
    }
}
