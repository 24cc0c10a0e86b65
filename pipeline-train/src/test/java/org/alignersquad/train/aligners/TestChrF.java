package org.alignersquad.train.aligners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestChrF {
    @Test
    void equalTextsHaveAllAndDisjointOnesNothing() {
        assertThat(ChrF.of("the cat", "the  cat")).isEqualTo(100);
        assertThat(ChrF.of("abc", "xyz")).isZero();
        assertThat(ChrF.of("", "")).isEqualTo(100);
        assertThat(ChrF.of("", "x")).isZero();
    }

    @Test
    void isTheMeanOverSizesWithRecallCountedTwice() {
        // sizes 1 and 2 of "ab" against "abc": precision 1 and 1, recall 2/3 and 1/2; size 3: recall 0, no precision
        double precision = 2.0 / 3;
        double recall = (2.0 / 3 + 1.0 / 2) / 3;
        assertThat(ChrF.of("ab", "abc"))
                .isCloseTo(100 * 5 * precision * recall / (4 * precision + recall), within(1e-9));
    }

    @Test
    void missingWordsCostMoreThanAddedOnes() {
        String reference = "it will get better soon";
        assertThat(ChrF.of(reference + " and more", reference)).isGreaterThan(ChrF.of("it will get", reference));
    }
}
