package org.alignersquad.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways: on the tensors' own memory, and through copies, as for tensors of a GPU. */
class TestFlatView {
    private static Weights weights() {
        return Weights.of(List.of(
                NamedTensor.of("a", new long[] {2, 2}, new float[] {0, 1, 2, 3}),
                NamedTensor.of("b", new long[] {1}, new float[] {4}),
                NamedTensor.of("c", new long[] {3}, new float[] {5, 6, 7})));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAndWritesAcrossTensors(boolean throughHost) {
        try (Weights weights = weights()) {
            FlatView view = new FlatView(weights.arrays(), throughHost);
            assertThat(view.size()).isEqualTo(8);
            assertThat(view.toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            float[] part = new float[6];
            view.read(3, part, 1, 4);
            assertThat(part).containsExactly(0, 3, 4, 5, 6, 0);
            view.write(2, new float[] {9, -2, -3, -4, -5, 9}, 1, 4);
            assertThat(weights.values()).containsExactly(0, 1, -2, -3, -4, -5, 6, 7);
            view.write(7, new float[] {70});
            assertThat(weights.values()).endsWith(6, 70);
            view.clear();
            assertThat(weights.values()).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesPiecesInOrder(boolean throughHost) {
        try (Weights weights = weights()) {
            List<Float> seen = new ArrayList<>();
            new FlatView(weights.arrays(), throughHost).forEach((from, values) -> {
                assertThat(from).isEqualTo(seen.size());
                while (values.hasRemaining()) seen.add(values.get());
            });
            assertThat(seen).containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesPlacesOutside(boolean throughHost) {
        try (Weights weights = weights()) {
            FlatView view = new FlatView(weights.arrays(), throughHost);
            assertThatThrownBy(() -> view.read(5, new float[4]))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Cannot take 4 numbers from 5 on, there are 8");
            assertThatThrownBy(() -> view.write(-1, new float[1])).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
