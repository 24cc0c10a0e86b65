package org.alignersquad.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestNamedTensor {
    @Test
    void liesAtTheStartOfACacheLineAndIsAsLongAsItsValues() {
        for (int length : IntStream.range(0, 70).toArray()) {
            NamedTensor tensor = NamedTensor.of("t", new long[] {length}, new float[length]);
            assertThat(tensor.data().remaining()).isEqualTo(4 * length);
            assertThat(tensor.data().alignmentOffset(0, 64))
                    .as("%d numbers", length)
                    .isZero();
        }
    }
}
