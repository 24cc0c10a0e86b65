package org.alignersquad.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
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
}
