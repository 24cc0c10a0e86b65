package org.alignersquad.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.tokenizer.Tokenizer;

/** The small files that tell Hugging Face's tools what the special tokens are for. */
record TokenizerFiles(Tokenizer tokenizer, Map<String, String> roles, int maxPositions) {
    TokenizerFiles {
        roles = withUnknown(tokenizer, roles);
        roles.values().forEach(tokenizer::specialId);
    }

    /** The role that the tokenizer itself gives a token. */
    private static Map<String, String> withUnknown(Tokenizer tokenizer, Map<String, String> roles) {
        Map<String, String> all = new HashMap<>(roles);
        String unknown = tokenizer.unknownToken();
        if (unknown != null) all.putIfAbsent("unk_token", unknown);
        return Map.copyOf(all);
    }

    /** Writes the tokenizer, its companions, and further JSON files by name, which may replace them. */
    void write(Path directory, Map<String, JsonNode> records) throws IOException {
        Files.writeString(directory.resolve(Checkpoint.TOKENIZER), tokenizer.json());
        Checkpoint.json(directory.resolve("tokenizer_config.json"), tokenizerConfig());
        Checkpoint.json(directory.resolve("special_tokens_map.json"), specialTokensMap());
        Checkpoint.json(directory.resolve(GenerationConfig.FILE), generationConfig());
        for (Map.Entry<String, JsonNode> record : records.entrySet())
            Checkpoint.json(directory.resolve(record.getKey()), record.getValue());
    }

    private ObjectNode tokenizerConfig() {
        return specialTokensMap()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("model_max_length", maxPositions)
                .put("clean_up_tokenization_spaces", false);
    }

    private ObjectNode specialTokensMap() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        roles.keySet().stream().sorted().forEach(role -> json.put(role, roles.get(role)));
        ArrayNode others = json.putArray("additional_special_tokens");
        tokenizer.specialTokens().keySet().stream()
                .filter(token -> !roles.containsValue(token))
                .forEach(others::add);
        return json;
    }

    private ObjectNode generationConfig() {
        return addIds(JsonNodeFactory.instance.objectNode());
    }

    /**
     * Adds {@code eos_token_id} and the like. Where no token begins or ends a text, that is said: other readers would take
     * the ids of the architecture's first model, which are beyond a small vocabulary.
     *
     * @throws IllegalArgumentException for an id that the model has otherwise: RoBERTa counts positions from its padding
     */
    ObjectNode addIds(ObjectNode json) {
        roles.keySet().stream().sorted().forEach(role -> {
            String field = role + "_id";
            int id = tokenizer.specialId(roles.getOrDefault(role, ""));
            if (json.has(field) && json.path(field).intValue() != id)
                throw new IllegalArgumentException(
                        field + " of the model is " + json.path(field) + ", the tokenizer's is " + id);
            json.put(field, id);
        });
        for (String field : List.of("bos_token_id", "eos_token_id")) if (!json.has(field)) json.putNull(field);
        return json;
    }
}
