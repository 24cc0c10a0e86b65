package org.alignersquad.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.inspector.PairEncoding;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.tokenizer.WordPieceTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestEmbeddings {
    @Test
    void roomForTokensIsAMultipleAndNeverLess() {
        try (CausalLm model = TinyModels.gpt2(1);
                CausalLm wider = model.withRoomFor(55, 64);
                CausalLm same = wider.withRoomFor(60, 8)) {
            assertThat(wider.config().vocabSize()).isEqualTo(64);
            assertThat(same.config().vocabSize()).isEqualTo(64);
            assertThat(wider.logits(new int[] {3, 5})[1]).startsWith(model.logits(new int[] {3, 5})[1]);
            float[] table = values(wider, 0);
            for (int column = 0; column < 24; column++) {
                double mean = 0;
                for (int row = 0; row < 53; row++) mean += table[row * 24 + column] / 53;
                for (int row = 53; row < 64; row++)
                    assertThat((double) table[row * 24 + column]).isCloseTo(mean, within(1e-6));
            }
            assertThatThrownBy(() -> model.withRoomFor(55, 0)).hasMessage("multiple must be at least 1, is: 0");
        }
    }

    private static float[] values(Model model, int tensor) {
        NamedTensor table = model.weights().tensors().get(tensor);
        float[] values = new float[table.floats().remaining()];
        table.floats().get(values);
        return values;
    }

    @Test
    void filesBesideTheTokenizerNameItsRoles(@TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = WordPieceTrainer.train(List.of("mix flour and water", "mix it"), 60);
                SequenceClassifier model = TinyModels.bert(1);
                SequenceClassifier wider = model.withRoomFor(tokenizer.vocabSize(), 8)) {
            Checkpoint.save(directory.resolve("m"), wider, tokenizer, PairEncoding.ROLES, Map.of());
            ObjectMapper json = new ObjectMapper();
            JsonNode roles =
                    json.readTree(directory.resolve("m/special_tokens_map.json").toFile());
            assertThat(roles.path("unk_token").asText()).isEqualTo("[UNK]");
            assertThat(roles.path("cls_token").asText()).isEqualTo("[CLS]");
            assertThat(roles.path("additional_special_tokens"))
                    .extracting(JsonNode::asText)
                    .containsExactly("[MASK]");
            JsonNode config =
                    json.readTree(directory.resolve("m/tokenizer_config.json").toFile());
            assertThat(config.path("tokenizer_class").asText()).isEqualTo("PreTrainedTokenizerFast");
            assertThat(config.path("model_max_length").asInt()).isEqualTo(40);
        }
    }
}
