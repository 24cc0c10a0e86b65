package org.alignersquad.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.Programs;
import org.junit.jupiter.api.Test;

class TestTorchScript {
    private static final TorchScript SQUARES = TorchScript.compile("""
            # the weighted sum of squares
            def squares(self, x: Tensor, w: List[Tensor]) -> Tensor:
                return (w[0] * x * x).sum() + 3.0 * w[1].sum()

            def scaled(self, x: Tensor, by: float, times: int, negative: bool) -> Tensor:
                for i in range(times):
                    x = x * by
                if negative:
                    x = -x
                return x
            """);

    private static Weights weights() {
        return Weights.of(List.of(
                NamedTensor.of("a", new long[] {2}, new float[] {1, 2}),
                NamedTensor.of("b", new long[] {1, 1}, new float[] {5})));
    }

    @Test
    void gradientsAccumulateUntilTheUpdate() {
        try (Weights weights = weights()) {
            for (int i = 0; i < 2; i++) {
                try (Scope scope = Scope.recording()) {
                    Tensor sum = SQUARES.call(scope, "squares", scope.floats(new float[] {3, 4}), weights);
                    assertThat(sum.item()).isEqualTo(9 + 32 + 15);
                    sum.backward();
                }
            }
            assertThat(weights.gradientValues()).containsExactly(18, 32, 6);
            try (FusedAdamW adamW = new FusedAdamW(weights, List.of(true, false))) {
                assertThat(adamW.gradientNorm()).isCloseTo(Math.sqrt(18 * 18 + 32 * 32 + 36), within(1e-4));
                adamW.update(new FusedAdamW.Hyperparameters(0.9, 0.999, 1e-8, 0.5), 0.1, 1);
                // the first step moves by the learning rate, after decay where there is any
                assertThat(weights.values())
                        .usingComparatorWithPrecision(1e-6f)
                        .containsExactly(1 * 0.95f - 0.1f, 2 * 0.95f - 0.1f, 5 - 0.1f);
            }
            assertThat(weights.gradientValues()).containsOnly(0);
        }
    }

    @Test
    void inferenceTakesNumbersAndRecordsNothing() {
        try (Scope scope = Scope.inference()) {
            Tensor x = scope.floats(new float[] {1, 2, 3, 4}, 2, 2);
            Tensor y = SQUARES.call(scope, "scaled", x, 2.0, 3L, true);
            assertThat(y.floats()).containsExactly(-8, -16, -24, -32);
            assertThat(y.shape()).containsExactly(2, 2);
        }
    }

    @Test
    void valuesAreOneFlatArray() {
        try (Weights weights = weights()) {
            assertThat(weights.values()).containsExactly(1, 2, 5);
            weights.assign(new float[] {7, 8, 9});
            assertThat(weights.values()).containsExactly(7, 8, 9);
            assertThat(weights.tensors().get(1).floats().get(0)).isEqualTo(9);
            assertThatThrownBy(() -> weights.assign(new float[2]))
                    .hasMessage("Cannot assign 2 values to weights of 3 numbers");
        }
    }

    @Test
    void dropoutKeepsTheExpectedShareAndFollowsItsSeed() {
        TorchScript dropout = TorchScript.compile(ScriptText.read(Programs.class, "attention.py.txt", Map.of()));
        try (Scope scope = Scope.inference()) {
            float[] ones = new float[10_000];
            Arrays.fill(ones, 1);
            Tensor x = scope.floats(ones);
            float[] first = dropout.call(scope, "drop", x, 0.2, 5L).floats();
            assertThat(dropout.call(scope, "drop", x, 0.2, 5L).floats()).isEqualTo(first);
            assertThat(dropout.call(scope, "drop", x, 0.2, 6L).floats()).isNotEqualTo(first);
            int kept = 0;
            for (float value : first) {
                assertThat(value).isIn(0f, 1.25f);
                if (value > 0) kept++;
            }
            // four standard deviations
            assertThat(kept).isBetween(7840, 8160);
        }
    }

    @Test
    void aMistakeInAScriptShowsItsLine() {
        assertThatThrownBy(() -> TorchScript.compile("def f(self, x: Tensor) -> Tensor:\n    return x + unknown\n"))
                .hasMessageContaining("unknown")
                .hasMessageContaining("return x + unknown");
        assertThatThrownBy(() -> ScriptText.read(Programs.class, "missing.py.txt", Map.of()))
                .hasMessageContaining("missing.py.txt");
    }
}
