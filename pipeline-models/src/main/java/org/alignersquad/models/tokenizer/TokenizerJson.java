package org.alignersquad.models.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The content of a {@code tokenizer.json} as a value. */
final class TokenizerJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root;
    private final Map<String, Integer> specialTokens;
    private final int vocabSize;

    private TokenizerJson(ObjectNode root) {
        this.root = root;
        specialTokens = Collections.unmodifiableMap(specialTokens(root));
        vocabSize = vocabSize(root);
    }

    static TokenizerJson parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root instanceof ObjectNode object
                    && object.path("model").path("vocab").size() > 0) return new TokenizerJson(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tokenizer is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("tokenizer needs an object with model.vocab");
    }

    private static Map<String, Integer> specialTokens(ObjectNode root) {
        Map<String, Integer> tokens = new LinkedHashMap<>();
        for (JsonNode token : root.path("added_tokens"))
            if (token.path("special").asBoolean())
                tokens.put(token.path("content").asText(), token.path("id").asInt());
        return tokens;
    }

    private static int vocabSize(ObjectNode root) {
        int largest = -1;
        JsonNode vocab = root.path("model").path("vocab");
        if (vocab.isArray()) largest = vocab.size() - 1;
        else for (JsonNode id : vocab) largest = Math.max(largest, id.asInt());
        for (JsonNode token : root.path("added_tokens"))
            largest = Math.max(largest, token.path("id").asInt());
        return largest + 1;
    }

    Map<String, Integer> specialTokens() {
        return specialTokens;
    }

    int vocabSize() {
        return vocabSize;
    }

    TokenizerJson withSpecialTokens(Collection<String> tokens) {
        ObjectNode copy = root.deepCopy();
        ArrayNode added = copy.withArray("added_tokens");
        int next = vocabSize;
        for (String token : tokens) if (!specialTokens.containsKey(token)) added.add(specialToken(next++, token));
        return new TokenizerJson(copy);
    }

    static ObjectNode specialToken(int id, String content) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    /** For texts alone: what would look for special tokens in them, add them, cut or pad is gone. */
    ObjectNode withoutSpecialTokens() {
        ObjectNode copy = root.deepCopy();
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode token : copy.path("added_tokens"))
            if (!token.path("special").asBoolean()) kept.add(token);
        copy.set("added_tokens", kept);
        copy.putNull("post_processor");
        copy.putNull("truncation");
        copy.putNull("padding");
        return copy;
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
