package org.alignersquad.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TestTokenizer {
    private static final List<String> SPECIAL = List.of("[PAD]", "[DONE]");
    private static final List<String> TEXTS = List.of(
            "How do I bake bread? Mix flour, water, salt and yeast; bake it for 40 minutes.",
            "How do I bake a cake? Mix flour, sugar and eggs; bake it for 30 minutes.",
            "Größe und Wärme: der Ofen muss heiß sein, 220 Grad.");

    @Test
    void everyTextComesBackUnchanged() {
        try (Tokenizer tokenizer = BpeTrainer.train(TEXTS, 400, SPECIAL)) {
            for (String text : List.of(
                    TEXTS.get(2),
                    "你好，世界",
                    "🎉 emoji 👩‍👩‍👧",
                    "  two  spaces\n\ttab\r\n",
                    "don't [PAD] [DONE] <x>",
                    "",
                    " ")) assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void textNeverBecomesASpecialToken() {
        try (Tokenizer tokenizer = BpeTrainer.train(TEXTS, 400, SPECIAL)) {
            assertThat(tokenizer.specialTokens()).containsExactly(Map.entry("[PAD]", 0), Map.entry("[DONE]", 1));
            assertThat(tokenizer.encode("bake [DONE] it[PAD]")).doesNotContain(0, 1);
            assertThat(tokenizer.decode(new int[] {0, tokenizer.encode("b")[0], 1}))
                    .isEqualTo("b");
        }
    }

    @Test
    void mergesTheMostFrequentPairFirst() {
        // a-b occurs 5 times, then ab-c 3 times
        try (Tokenizer tokenizer = BpeTrainer.train(Map.of("abc", 3L, "ab", 2L, "xy", 1L), 256 + 10, List.of())) {
            assertThat(tokenizer.vocabSize())
                    .as("xy occurs once, so it stays two")
                    .isEqualTo(258);
            assertThat(tokenizer.encode("ab")).containsExactly(256);
            assertThat(tokenizer.encode("abc")).containsExactly(257);
            assertThat(tokenizer.encode("xy")).hasSize(2);
        }
    }

    @Test
    void trainingShortensTextAndDoesNotDependOnTheOrder() {
        List<String> shuffled = new ArrayList<>(TEXTS);
        Collections.shuffle(shuffled, new Random(1));
        try (Tokenizer bytes = BpeTrainer.train(TEXTS, 258, SPECIAL);
                Tokenizer trained = BpeTrainer.train(TEXTS, 330, SPECIAL);
                Tokenizer same = BpeTrainer.train(shuffled, 330, SPECIAL)) {
            assertThat(bytes.encode(TEXTS.get(0))).hasSize(TEXTS.get(0).length());
            assertThat(trained.encode(TEXTS.get(0)).length)
                    .isLessThan(TEXTS.get(0).length() / 2);
            assertThat(same.json()).isEqualTo(trained.json());
        }
    }

    @Test
    void longTextsAreNotCut() {
        try (Tokenizer tokenizer = BpeTrainer.train(TEXTS, 300, SPECIAL)) {
            String text = "bake ".repeat(5000);
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            assertThat(tokenizer.encodeAll(List.of(text, "b")))
                    .extracting(ids -> ids.length)
                    .containsExactly(tokenizer.encode(text).length, 1);
        }
    }

    @Test
    void specialTokensAreAddedBehindTheOthers() {
        try (Tokenizer tokenizer = BpeTrainer.train(TEXTS, 300, SPECIAL);
                Tokenizer more = tokenizer.withSpecialTokens(List.of("[DONE]", "[INIT]"))) {
            assertThat(more.specialId("[DONE]")).isEqualTo(1);
            assertThat(more.specialId("[INIT]")).isEqualTo(tokenizer.vocabSize());
            assertThat(more.vocabSize()).isEqualTo(tokenizer.vocabSize() + 1);
            assertThat(more.encode("bake [INIT]")).doesNotContain(more.specialId("[INIT]"));
            assertThatThrownBy(() -> tokenizer.specialId("[INIT]"))
                    .hasMessage("Tokenizer has no special token [INIT], it has [[PAD], [DONE]]");
        }
    }

    /** Their models could spell a special token: by its pieces, or as a word between spaces. */
    @Test
    void modelsThatKnowSpecialTokensAsPiecesDoNotSpellThem() {
        String added = """
                {"version": "1.0", "normalizer": null, "decoder": null, "post_processor": null, "added_tokens": [
                  {"id": 0, "content": "<unk>", "special": true, "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false},
                  {"id": 1, "content": "</s>", "special": true, "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false}],
                """;
        String unigram = added + """
                "pre_tokenizer": null, "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", -9], ["</s>", -1],
                 ["<", -3], ["/", -3], ["s", -3], [">", -3], ["a", -2]]}}""";
        String wholeWords = added + """
                "pre_tokenizer": {"type": "WhitespaceSplit"}, "model": {"type": "WordLevel", "unk_token": "<unk>",
                 "vocab": {"<unk>": 0, "</s>": 1, "a": 2}}}""";
        try (Tokenizer pieces = Tokenizer.parse(unigram);
                Tokenizer words = Tokenizer.parse(wholeWords)) {
            assertThat(pieces.encode("a</s>a")).containsExactly(6, 2, 3, 4, 5, 6);
            assertThat(pieces.unknownToken()).isEqualTo("<unk>");
            assertThat(words.encode("a </s> a")).containsExactly(2, 0, 2);
            assertThat(words.specialId("</s>")).isEqualTo(1);
            assertThat(words.json()).contains("\"</s>\":1");
        }
    }

    @Test
    void oneInstanceServesManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Tokenizer tokenizer = BpeTrainer.train(TEXTS, 330, SPECIAL)) {
            int[] expected = tokenizer.encode(TEXTS.get(1));
            List<Callable<int[]>> calls = Collections.nCopies(200, () -> tokenizer.encode(TEXTS.get(1)));
            for (var result : threads.invokeAll(calls)) assertThat(result.get()).isEqualTo(expected);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void refusesWhatIsNoTokenizer() {
        assertThatThrownBy(() -> Tokenizer.parse("{")).hasMessageStartingWith("tokenizer is not JSON");
        assertThatThrownBy(() -> Tokenizer.parse("{}")).hasMessage("tokenizer needs an object with model.vocab");
        assertThatThrownBy(() -> BpeTrainer.train(TEXTS, 257, SPECIAL))
                .hasMessage("vocab_size must be at least 258, is: 257");
    }
}
