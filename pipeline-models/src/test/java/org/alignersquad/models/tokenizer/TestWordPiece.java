package org.alignersquad.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alignersquad.models.SharedData;
import org.junit.jupiter.api.Test;

class TestWordPiece {
    private static final List<String> TEXTS = List.of(
            "How do I bake bread? Mix flour, water, salt and yeast; bake it for 40 minutes.",
            "How do I bake a cake? Mix flour, sugar and eggs; bake it for 30 minutes.",
            "Baking takes time: the baker bakes bread that was never baked before.");

    @Test
    void textsComeBackInLowerCase() {
        try (Tokenizer tokenizer = WordPieceTrainer.train(TEXTS, 120)) {
            assertThat(tokenizer.decode(tokenizer.encode("The Baker bakes bread")))
                    .isEqualTo("the baker bakes bread");
            assertThat(tokenizer.encode("bake"))
                    .as("frequent words are one piece")
                    .hasSize(1);
            assertThat(tokenizer.specialTokens().keySet()).containsExactlyElementsOf(WordPieceTrainer.SPECIAL_TOKENS);
        }
    }

    @Test
    void mergesTheMostFrequentPairFirst() throws IOException {
        Map<String, Long> counts = Map.of("abc", 3L, "ab", 2L, "xy", 1L);
        try (Tokenizer tokenizer = WordPieceTrainer.train(counts, 100)) {
            JsonNode vocab =
                    new ObjectMapper().readTree(tokenizer.json()).path("model").path("vocab");
            // signs a b c x y, then ## of each, then ab (5 times) and abc (3 times); xy occurs once
            assertThat(vocab.size()).isEqualTo(5 + 5 + 5 + 2);
            assertThat(vocab.path("a").asInt()).isEqualTo(5);
            assertThat(vocab.path("##a").asInt()).isEqualTo(10);
            assertThat(vocab.path("ab").asInt()).isEqualTo(15);
            assertThat(vocab.path("abc").asInt()).isEqualTo(16);
        }
    }

    @Test
    void unknownSignsAndEndlessWordsBecomeTheUnknownToken() {
        try (Tokenizer tokenizer = WordPieceTrainer.train(TEXTS, 120)) {
            int unknown = tokenizer.specialId("[UNK]");
            assertThat(tokenizer.encode("bake Ж!")).contains(unknown);
            assertThat(tokenizer.encode("a".repeat(101))).containsExactly(unknown);
            assertThat(tokenizer.encode("[SEP] [CLS] [PAD] [MASK]"))
                    .doesNotContain(0, 2, 3, 4)
                    .isNotEmpty();
        }
    }

    @Test
    void theResultDependsOnTheWordsAlone() {
        List<String> shuffled = new ArrayList<>(TEXTS);
        Collections.shuffle(shuffled, new Random(1));
        try (Tokenizer tokenizer = WordPieceTrainer.train(TEXTS, 85);
                Tokenizer same = WordPieceTrainer.train(shuffled, 85)) {
            assertThat(same.json()).isEqualTo(tokenizer.json());
            assertThat(tokenizer.vocabSize()).isEqualTo(85);
        }
        assertThatThrownBy(() -> WordPieceTrainer.train(TEXTS, 20))
                .hasMessageStartingWith("vocab_size must be at least ")
                .hasMessageEndingWith(", is: 20");
    }

    @Test
    void learnsFromRealText() throws IOException {
        List<String> lines = Files.readAllLines(SharedData.path("data/text/wikitext2_valid.txt"));
        try (Tokenizer tokenizer = WordPieceTrainer.train(lines, 5000)) {
            assertThat(tokenizer.vocabSize()).isEqualTo(5000);
            int unknown = tokenizer.specialId("[UNK]");
            long tokens = 0;
            long unknowns = 0;
            long words = 0;
            for (int[] ids : tokenizer.encodeAll(lines)) {
                tokens += ids.length;
                for (int id : ids) if (id == unknown) unknowns++;
            }
            for (long count : WordPieceTrainer.countWords(lines).values()) words += count;
            assertThat(unknowns).as("of %s tokens", tokens).isZero();
            assertThat((double) tokens / words).as("pieces per word").isLessThan(1.4);
        }
    }
}
