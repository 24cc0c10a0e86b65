package org.alignersquad.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestGenerationConfig {
    private static GenerationConfig read(String json) throws Exception {
        return GenerationConfig.read("generation_config.json", new ObjectMapper().readTree(json));
    }

    @Test
    void survivesJson() throws Exception {
        GenerationConfig config =
                new GenerationConfig(true, 0.7, 20, 0.9, 1.1, 64, Set.of(5, 3), List.of("\n\n", "User:"), 8);
        JsonNode json = config.json();
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "do_sample",
                        "temperature",
                        "top_k",
                        "top_p",
                        "repetition_penalty",
                        "max_new_tokens",
                        "eos_token_id",
                        "stop_strings",
                        "seed");
        assertThat(read(json.toString())).isEqualTo(config);
    }

    @Test
    void readsWhatHuggingFaceWrites() throws Exception {
        assertThat(
                        read(
                                "{\"_from_model_config\": true, \"bos_token_id\": 1, \"eos_token_id\": 2, \"transformers_version\": \"4.40.0\"}"))
                .isEqualTo(GenerationConfig.greedy(Set.of(2), Integer.MAX_VALUE));
        GenerationConfig chat = read(
                "{\"do_sample\": true, \"eos_token_id\": [7, 9], \"temperature\": 0.6, \"top_k\": 0, \"top_p\": 0.95, \"min_p\": null}");
        assertThat(chat.doSample()).isTrue();
        assertThat(chat.eosTokenIds()).containsExactlyInAnyOrder(7, 9);
        assertThat(chat.topK()).isZero();
    }

    @Test
    void namesWhatIsWrongOrNotSupported() {
        assertThatThrownBy(() -> read("{\"temperature\": 0}"))
                .hasMessage(
                        "generation_config.json: temperature is 0.0, expected a number above 0 (do_sample: false is greedy)");
        assertThatThrownBy(() -> read("{\"top_p\": 1.5}"))
                .hasMessage("generation_config.json: top_p is 1.5, expected a number in (0, 1]");
        assertThatThrownBy(() -> read("{\"top_k\": \"many\"}"))
                .hasMessage("generation_config.json: top_k is \"many\", expected a number");
        assertThatThrownBy(() -> read("{\"num_beams\": 4}"))
                .hasMessage("generation_config.json: num_beams is 4.0, expected 1.0: the rest is not supported");
        assertThatThrownBy(() -> read("{\"do_sample\": 1}"))
                .hasMessage("generation_config.json: do_sample is 1, expected true or false");
    }
}
