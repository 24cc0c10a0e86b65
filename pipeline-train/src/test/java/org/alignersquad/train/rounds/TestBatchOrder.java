package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alignersquad.train.examples.Example;
import org.junit.jupiter.api.Test;

class TestBatchOrder {
    private static final List<Example> EXAMPLES = IntStream.range(0, 96)
            .mapToObj(i -> new Example("row-" + i, i % 3 == 0 ? 1 : 0, new int[5 + i % 17], 2))
            .toList();

    @Test
    void aStepsBatchDoesNotDependOnTheStepsBefore() {
        BatchOrder whole = new BatchOrder(EXAMPLES, 8, .5, 42);
        for (int step = 0; step < 40; step++) whole.batch(step);
        assertThat(whole.batch(37)).isEqualTo(new BatchOrder(EXAMPLES, 8, .5, 42).batch(37));
        assertThat(whole.batch(37)).isNotEqualTo(new BatchOrder(EXAMPLES, 8, .5, 43).batch(37));
    }

    @Test
    void everyExampleOfAClassComesOncePerEpoch() {
        // 32 misaligned of 96, half of each batch of 8: an epoch of them is 8 steps
        Map<String, Long> seen = drawn(8, .5, 8).stream()
                .filter(example -> example.label() == 1)
                .collect(Collectors.groupingBy(Example::id, Collectors.counting()));
        assertThat(seen).hasSize(32).allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void mixesTheClassesByTheShare() {
        List<Example> drawn = drawn(8, .25, 80);
        long aligned = drawn.stream().filter(example -> example.label() == 0).count();
        assertThat(drawn).hasSize(640);
        assertThat(aligned).isEqualTo(160);
    }

    @Test
    void aBatchHoldsTextsOfSimilarLength() {
        BatchOrder order = new BatchOrder(EXAMPLES, 8, .5, 1);
        double spread = IntStream.range(0, 80)
                .map(step -> {
                    var lengths = order.batch(step).stream()
                            .mapToInt(e -> e.inputIds().length)
                            .summaryStatistics();
                    return lengths.getMax() - lengths.getMin();
                })
                .average()
                .orElseThrow();
        assertThat(spread).isLessThan(4);
    }

    @Test
    void usesOneClassAloneWhereTheOtherIsEmpty() {
        List<Example> aligned = EXAMPLES.stream().filter(e -> e.label() == 0).toList();
        assertThat(new BatchOrder(aligned, 4, .1, 1).batch(0)).hasSize(4);
    }

    private static List<Example> drawn(int batch, double share, int steps) {
        BatchOrder order = new BatchOrder(EXAMPLES, batch, share, 7);
        List<Example> drawn = new ArrayList<>();
        for (int step = 0; step < steps; step++) drawn.addAll(order.batch(step));
        return drawn;
    }
}
