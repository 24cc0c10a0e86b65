package org.alignersquad.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alignersquad.models.SharedData;
import org.junit.jupiter.api.Test;

class TestForeignTokenizers {
    @Test
    void opensGpt2() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(SharedData.path("data/tokenizers/gpt2/tokenizer.json"))) {
            assertThat(tokenizer.vocabSize()).isEqualTo(50257);
            assertThat(tokenizer.encode("Hello world")).containsExactly(15496, 995);
            assertThat(tokenizer.encode("<|endoftext|>")).doesNotContain(50256);
            String text = "Größe → 你好 🎉 <|endoftext|>";
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            try (Tokenizer more = tokenizer.withSpecialTokens(List.of("[INIT]"))) {
                assertThat(more.specialId("[INIT]")).isEqualTo(50257);
                assertThat(more.encode("Hello world")).containsExactly(15496, 995);
            }
        }
    }

    @Test
    void opensBert() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(SharedData.path("data/tokenizers/bert-uncased/tokenizer.json"))) {
            assertThat(tokenizer.vocabSize()).isEqualTo(30522);
            assertThat(tokenizer.specialId("[CLS]")).isEqualTo(101);
            assertThat(tokenizer.encode("Hello world")).containsExactly(7592, 2088);
            assertThat(tokenizer.encode("[SEP]")).doesNotContain(102);
            assertThat(tokenizer.decode(new int[] {101, 7592, 2088, 102})).isEqualTo("hello world");
        }
    }

    /** The stored file says to cut and to pad to 128 tokens. */
    @Test
    void neitherCutsNorPads() throws IOException {
        Path file = SharedData.path("data/tokenizers/bert-uncased/tokenizer.json");
        assertThat(Files.readString(file).replaceAll("\\s", "")).contains("\"max_length\":128", "\"Fixed\":128");
        try (Tokenizer tokenizer = Tokenizer.open(file)) {
            assertThat(tokenizer.encode("hello ".repeat(1000))).hasSize(1000).containsOnly(7592);
            assertThat(tokenizer.encodeAll(List.of("hello", "hello ".repeat(300))))
                    .extracting(ids -> ids.length)
                    .containsExactly(1, 300);
            assertThat(tokenizer.json())
                    .as("nor do tools that read what is saved")
                    .contains("\"truncation\":null", "\"padding\":null");
        }
    }

    @Test
    void tokensThatTheVocabularyHasKeepTheirIds() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(SharedData.path("data/tokenizers/bert-uncased/tokenizer.json"));
                Tokenizer more = tokenizer.withSpecialTokens(List.of("[unused0]", "[SEP]", "[INIT]"))) {
            assertThat(more.specialId("[unused0]")).isEqualTo(1);
            assertThat(more.specialId("[SEP]")).isEqualTo(102);
            assertThat(more.specialId("[INIT]")).isEqualTo(30522);
        }
    }

    /** Every text of real rows with every special token of the aligner written into it. */
    @Test
    void nothingInARealTextBecomesASpecialToken() throws IOException {
        List<String> rows = Files.readAllLines(SharedData.path("data/normalised/dumps.jsonl"));
        List<String> specials = List.of("[PAD]", "[INIT]", "[ALIGNED]", "[DONE]", "[SEP]", "<|endoftext|>", "[CLS]");
        for (String name : List.of("gpt2", "bert-uncased")) {
            Path file = SharedData.path("data/tokenizers/" + name + "/tokenizer.json");
            try (Tokenizer plain = Tokenizer.open(file);
                    Tokenizer tokenizer = plain.withSpecialTokens(specials)) {
                Set<Integer> ids = new HashSet<>(tokenizer.specialTokens().values());
                if (tokenizer.unknownToken() != null) ids.remove(tokenizer.specialId(tokenizer.unknownToken()));
                for (int i = 0; i < 100; i++) {
                    String row = rows.get(i) + specials.get(i % 7) + " " + specials.get(i % 5) + specials.get(i % 3);
                    for (int id : tokenizer.encode(row)) assertThat(ids).doesNotContain(id);
                }
            }
        }
    }
}
