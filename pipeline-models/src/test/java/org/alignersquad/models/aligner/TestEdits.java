package org.alignersquad.models.aligner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestEdits {
    private static final List<String> PIECES = List.of(
            "damn",
            " damn",
            "Damn",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u2028",
            "a",
            " a",
            "b",
            "-",
            "+",
            "\\",
            "\\n",
            "[DONE]",
            "[INIT]",
            ".",
            " .",
            "don't",
            "don’t",
            "👍",
            "👩‍👩‍👧",
            "🇩🇪",
            "é",
            "e\u0301",
            "\u0301",
            "愚かな",
            "人",
            " 人",
            "ー",
            "\ud800",
            "\udc00",
            "\u0000",
            "_",
            "1",
            "½",
            "العربية");

    @Test
    void editsBetweenAnyTwoTextsMakeOneOfTheOther() {
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 20_000; trial++) {
            String from = text(random, random.nextInt(12));
            String to = random.nextBoolean() ? text(random, random.nextInt(12)) : changed(random, from);
            Edits edits = Edits.between(from, to);
            assertThat(edits.applyTo(from)).isEqualTo(new Edited(to, null));
            assertThat(Edits.parse(edits.script())).isEqualTo(edits);
            assertThat(Edits.apply(edits.script(), from)).isEqualTo(new Edited(to, null));
            assertThat(String.join("", TextUnits.of(from))).isEqualTo(from);
            assertThat(edits.edits().isEmpty()).isEqualTo(from.equals(to));
        }
    }

    private static String text(SplittableRandom random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) text.append(PIECES.get(random.nextInt(PIECES.size())));
        return text.toString();
    }

    private static String changed(SplittableRandom random, String text) {
        int start = random.nextInt(text.length() + 1);
        int end = start + random.nextInt(text.length() - start + 1);
        return text.substring(0, start) + text(random, random.nextInt(3)) + text.substring(end);
    }

    @Test
    void anyScriptIsAppliedOrRefusedAndNeverThrows() {
        SplittableRandom random = new SplittableRandom(8);
        int fitted = 0;
        for (int trial = 0; trial < 5_000; trial++) {
            String text = text(random, 6) + ".";
            List<String> units = TextUnits.of(text);
            String removed = random.nextBoolean() ? units.get(random.nextInt(units.size())) : text(random, 2);
            Edited edited = Edits.apply("-" + removed + "\n+" + text(random, 3), text);
            if (edited.mismatch() == null) fitted++;
            else assertThat(edited.text()).isEqualTo(text);
        }
        assertThat(fitted).isBetween(500, 4_500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "you are a damn liar .   | you are a liar .        | - damn",
                "you are stupid          | you are unwise          | - stupid,+ unwise",
                "an ass may assume       | an may assume           | - ass",
                "so so bad so            | so so bad               | - bad so,+ bad",
                "I am late               | I am late. All is well. | +. All is well.",
                "damn you late           | you late. Fine.         | -damn you,+you,+. Fine.",
                "b                       | a b                     | -b,+a b",
                "same                    | same                    | ''"
            })
    void scriptsAreShort(String from, String to, String lines) {
        assertThat(Edits.between(from, to).script().replace("\n", ",")).isEqualTo(lines);
    }

    @Test
    void aWordIsNotFoundInsideOfAnother() {
        assertThat(Edits.apply("- ass", "you assume"))
                .isEqualTo(new Edited("you assume", "' ass' is not in it or not in this order"));
        assertThat(Edits.apply("- b\n- a", "x a b").mismatch()).contains("' a' is not in it");
    }

    @Test
    void whatIsNoScriptSaysSo() {
        assertThat(Edits.apply("Sure! Here is", "text"))
                .isEqualTo(new Edited("text", "'Sure! Here is' begins with neither - nor +"));
        assertThat(Edits.apply("-", "text").mismatch()).contains("neither");
        assertThatThrownBy(() -> Edits.parse("+a\\x")).hasMessage("'+a\\x' has a lone backslash");
        assertThatThrownBy(() -> Edits.parse("+a\\")).hasMessageContaining("lone backslash");
    }

    @Test
    void veryLongTextsAreOneHunk() {
        String from = "start " + "a b ".repeat(20_000) + "end";
        String to = "start " + "c a ".repeat(20_000) + "end";
        Edits edits = Edits.between(from, to);
        assertThat(edits.edits()).hasSize(1);
        assertThat(edits.applyTo(from).text()).isEqualTo(to);
    }
}
