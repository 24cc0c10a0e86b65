package org.alignersquad.align.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void similarityCountsWordsThatAreReplacedAddedOrTakenAway() {
        assertThat(Words.similarity("a b c d", "a b c d")).isEqualTo(1);
        assertThat(Words.similarity("a b c d", "a x c d")).isEqualTo(.75);
        assertThat(Words.similarity("a b c", "a b c d e")).isEqualTo(.6);
        assertThat(Words.similarity("b c d", "a b c d")).isEqualTo(.75);
        assertThat(Words.similarity("a b", "c d")).isZero();
        assertThat(Words.similarity("", " \t")).isEqualTo(1);
        assertThat(Words.similarity("", "a")).isZero();
    }

    @Test
    void lengthRatioIsOfWords() {
        assertThat(Words.logLengthRatio("a  b\nc d", "aaaa bbbb")).isCloseTo(Math.log(2), within(1e-12));
        assertThat(Words.logLengthRatio("", "a b")).isCloseTo(-Math.log(2), within(1e-12));
    }
}
