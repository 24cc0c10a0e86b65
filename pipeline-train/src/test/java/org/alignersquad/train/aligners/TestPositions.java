package org.alignersquad.train.aligners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.junit.jupiter.api.Test;

class TestPositions {
    private static final Gpt2Config CONFIG = Gpt2Config.of(50, 12, 8, 1, 2);

    @Test
    void replacesThePositionEmbeddingsAndNothingElse() {
        try (CausalLm model = CausalLm.create(CONFIG, 1)) {
            float[] before = model.parameters();
            Positions.sinusoidal(CONFIG, model.weights().flat());
            float[] after = model.parameters();
            int start = 50 * 8;
            int end = start + 12 * 8;
            assertThat(model.weights().names().get(1)).isEqualTo("transformer.wpe.weight");
            assertThat(Arrays.copyOf(after, start)).isEqualTo(Arrays.copyOf(before, start));
            assertThat(Arrays.copyOfRange(after, end, after.length))
                    .isEqualTo(Arrays.copyOfRange(before, end, before.length));
            assertThat(after[start]).isZero();
            assertThat(after[start + 1]).isEqualTo(.04f);
        }
    }

    @Test
    void neighboursAreEquallyFarApartEverywhere() {
        float[] table = Positions.sinusoids(CONFIG);
        for (int position = 1; position < 11; position++)
            assertThat(product(table, position, position + 1)).isCloseTo(product(table, 0, 1), within(1e-7));
    }

    private static double product(float[] table, int a, int b) {
        double sum = 0;
        for (int i = 0; i < 8; i++) sum += table[a * 8 + i] * table[b * 8 + i];
        return sum;
    }
}
