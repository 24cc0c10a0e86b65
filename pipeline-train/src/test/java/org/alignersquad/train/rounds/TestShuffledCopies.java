package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.alignersquad.train.examples.Example;
import org.junit.jupiter.api.Test;

class TestShuffledCopies {
    // x = 1 2, [INIT] = 90, [ALIGNED] = 91, [DONE] = 92
    private static final Example COPY =
            new Example("a", 0, new int[] {1, 2, 90, 11, 12, 13, 14, 15, 91, 11, 12, 13, 14, 15, 92}, 9);
    private static final Example REWRITE = new Example("b", 1, new int[] {1, 90, 11, 12, 91, 12, 92}, 5);

    @Test
    void theCopyStaysACopyInAnotherOrder() {
        int[] ids = new ShuffledCopies(1, 3).of(List.of(COPY)).get(0).inputIds();
        int[] response = Arrays.copyOfRange(ids, 3, 8);
        assertThat(response).containsExactlyInAnyOrder(11, 12, 13, 14, 15).isNotEqualTo(new int[] {11, 12, 13, 14, 15});
        assertThat(Arrays.copyOfRange(ids, 9, 14)).isEqualTo(response);
        assertThat(new int[] {ids[0], ids[1], ids[2], ids[8], ids[14]}).containsExactly(1, 2, 90, 91, 92);
        assertThat(COPY.inputIds()[3]).isEqualTo(11);
    }

    @Test
    void rewritesAreLeftAlone() {
        assertThat(new ShuffledCopies(1, 3).of(List.of(REWRITE))).containsExactly(REWRITE);
    }
}
