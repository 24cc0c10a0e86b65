package org.alignersquad.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void wordsOfManyScripts() {
        assertThat(Words.of("Don't STOP, März 2024!")).containsExactly("don", "t", "stop", "märz", "2024");
        assertThat(Words.of("東京はどこ")).hasSize(5);
        assertThat(Words.of("Где моя книга?")).containsExactly("где", "моя", "книга");
        assertThat(Words.of("😀 … !")).isEmpty();
    }

    @Test
    void normalisedFormIgnoresCaseSpaceQuotesAndEndsOnly() {
        assertThat(Words.normalised("  \"What  is\nTEA?\" ")).isEqualTo("what is tea");
        assertThat(Words.normalised("What is C++?")).isNotEqualTo(Words.normalised("What is C?"));
        assertThat(Words.normalised("ｆｕｌｌ width")).isEqualTo("full width");
        assertThat(Words.normalised("???")).isEqualTo("???");
        assertThat(Words.normalised("😀")).isNotEqualTo(Words.normalised("🎉"));
    }

    @Test
    void cosineOfWordCounts() {
        assertThat(Words.cosine("a b", "a b")).isEqualTo(1);
        assertThat(Words.cosine("a b", "c d")).isZero();
        assertThat(Words.cosine("a a b", "a b b")).isCloseTo(4.0 / 5, within(1e-12));
        assertThat(Words.cosine("", "a")).isZero();
        assertThat(Words.cosine("!", "!")).isEqualTo(1);
    }

    @Test
    void repetitionIsTheShareOfSequencesSeenBefore() {
        assertThat(Words.repetition("one two three four five", 4)).isZero();
        assertThat(Words.repetition("a b a b a b a b", 4)).isCloseTo(3.0 / 5, within(1e-12));
        assertThat(Words.repetition("short", 4)).isZero();
    }

    @Test
    void ngramsOfAShorterTextAreTheTextItself() {
        assertThat(Words.ngrams(List.of("a", "b", "c"), 2)).containsExactly("a b", "b c");
        assertThat(Words.ngrams(List.of("a", "b"), 8)).containsExactly("a b");
        assertThat(Words.ngrams(List.of(), 8)).isEmpty();
    }
}
