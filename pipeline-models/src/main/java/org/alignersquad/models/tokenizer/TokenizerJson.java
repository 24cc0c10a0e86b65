package org.alignersquad.models.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The content of a {@code tokenizer.json} as a value, without instructions to cut or pad texts. */
final class TokenizerJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADDED = "added_tokens";
    private static final String SPECIAL = "special";

    private final ObjectNode root;
    private final Map<String, Integer> specialTokens;
    private final int vocabSize;

    private TokenizerJson(ObjectNode root) {
        this.root = root;
        root.putNull("truncation");
        root.putNull("padding");
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

    /** The beginning of a new tokenizer, whose first ids are these special tokens. */
    static ObjectNode root(List<String> specialTokens) {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        ArrayNode added = root.putArray(ADDED);
        for (int i = 0; i < specialTokens.size(); i++) added.add(specialToken(i, specialTokens.get(i)));
        return root;
    }

    private static Map<String, Integer> specialTokens(ObjectNode root) {
        Map<String, Integer> tokens = new LinkedHashMap<>();
        for (JsonNode token : root.path(ADDED))
            if (token.path(SPECIAL).asBoolean())
                tokens.put(token.path("content").asText(), token.path("id").asInt());
        return tokens;
    }

    private static int vocabSize(ObjectNode root) {
        int largest = -1;
        JsonNode vocab = root.path("model").path("vocab");
        if (vocab.isArray()) largest = vocab.size() - 1;
        else for (JsonNode id : vocab) largest = Math.max(largest, id.asInt());
        for (JsonNode token : root.path(ADDED))
            largest = Math.max(largest, token.path("id").asInt());
        return largest + 1;
    }

    Map<String, Integer> specialTokens() {
        return specialTokens;
    }

    int vocabSize() {
        return vocabSize;
    }

    /** The token that stands for what the model cannot spell; null where it can spell everything. */
    @Nullable String unknownToken() {
        JsonNode model = root.path("model");
        JsonNode vocab = model.path("vocab");
        if (vocab.isArray() && model.path("unk_id").isInt())
            return vocab.path(model.path("unk_id").asInt()).path(0).textValue();
        return model.path("unk_token").textValue();
    }

    /** Makes these tokens special. One that the vocabulary has keeps its id; the others get the next ids. */
    TokenizerJson withSpecialTokens(Collection<String> tokens) {
        ObjectNode copy = root.deepCopy();
        ArrayNode added = copy.withArray(ADDED);
        int next = vocabSize;
        for (String token : tokens) {
            if (specialTokens.containsKey(token)) continue;
            Integer known = takeAdded(added, token);
            if (known == null) known = idInModel(token);
            added.add(specialToken(known == null ? next++ : known, token));
        }
        return new TokenizerJson(copy);
    }

    /** Removes a token that is added but not special, and gives its id. */
    private static @Nullable Integer takeAdded(ArrayNode added, String token) {
        for (int i = 0; i < added.size(); i++)
            if (added.get(i).path("content").asText().equals(token))
                return added.remove(i).path("id").asInt();
        return null;
    }

    private @Nullable Integer idInModel(String token) {
        JsonNode vocab = root.path("model").path("vocab");
        if (vocab.isObject()) return vocab.has(token) ? vocab.get(token).asInt() : null;
        for (int id = 0; id < vocab.size(); id++)
            if (vocab.get(id).path(0).asText().equals(token)) return id;
        return null;
    }

    static ObjectNode specialToken(int id, String content) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put(SPECIAL, true);
    }

    /**
     * For texts alone. What would look for special tokens in them or put some around them is gone, and in the model's own
     * vocabulary their names are ones that no text has, so nothing that is written in a text can become one of them.
     */
    ObjectNode withoutSpecialTokens() {
        ObjectNode copy = root.deepCopy();
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode token : copy.path(ADDED)) if (!token.path(SPECIAL).asBoolean()) kept.add(token);
        copy.set(ADDED, kept);
        copy.putNull("post_processor");
        JsonNode vocab = copy.path("model").path("vocab");
        for (String token : specialTokens.keySet()) if (!token.equals(unknownToken())) hide(vocab, token);
        return copy;
    }

    /** A random name cannot be known to whoever writes a text. */
    private static void hide(JsonNode vocab, String token) {
        String name = "\uffff" + UUID.randomUUID();
        if (vocab instanceof ObjectNode names && names.has(token)) names.set(name, names.remove(token));
        else if (vocab.isArray())
            for (JsonNode piece : vocab) if (piece.path(0).asText().equals(token)) ((ArrayNode) piece).set(0, name);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
