package org.alignersquad.core.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * One completed answer of a teacher; a line of JSON in the ledger.
 *
 * @param key of the request and its attempt kind
 * @param rootKey key of the first attempt of the same request; its hash is the record's bucket
 * @param model that answered, as the endpoint named it
 * @param kind what was asked: {@code topics}, {@code questions}, {@code answers}, {@code judge}
 * @param attempt {@code first}, {@code longer}, {@code repair-1}, …
 * @param finishReason as the endpoint gave it
 * @param cost null where the recipe had no prices
 */
public record LedgerRecord(
        String key,
        String rootKey,
        String model,
        String kind,
        String attempt,
        String text,
        String finishReason,
        int promptTokens,
        int completionTokens,
        Instant completedAt,
        @Nullable Cost cost)
        implements Serializable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record of an answer whose price is not known. */
    public LedgerRecord(
            String key,
            String rootKey,
            String model,
            String kind,
            String attempt,
            String text,
            String finishReason,
            int promptTokens,
            int completionTokens,
            Instant completedAt) {
        this(key, rootKey, model, kind, attempt, text, finishReason, promptTokens, completionTokens, completedAt, null);
    }

    /** One line, without its end. {@link LedgerLines#key} relies on the key's place. */
    byte[] line() {
        return toJson().toString().getBytes(StandardCharsets.UTF_8);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("root_key", rootKey)
                .put("model", model)
                .put("kind", kind)
                .put("attempt", attempt)
                .put("text", text)
                .put("finish_reason", finishReason)
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("completed_at", completedAt.toString());
        if (cost != null) json.put("money", cost.money()).put("currency", cost.currency());
        return json;
    }

    /**
     * Reads a line.
     *
     * @throws IOException where it is not JSON
     * @throws IllegalArgumentException naming the field that is missing or has another type
     */
    static LedgerRecord parse(byte[] line) throws IOException {
        return fromJson(JSON.readTree(line));
    }

    private static LedgerRecord fromJson(JsonNode json) {
        return new LedgerRecord(
                text(json, "key"),
                text(json, "root_key"),
                text(json, "model"),
                text(json, "kind"),
                text(json, "attempt"),
                text(json, "text"),
                text(json, "finish_reason"),
                number(json, "prompt_tokens"),
                number(json, "completion_tokens"),
                instant(json, "completed_at"),
                json.has("currency") ? new Cost(json.path("money").asDouble(), text(json, "currency")) : null);
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual())
            throw new IllegalArgumentException(field + " must be a text, is: " + value.getNodeType());
        return value.textValue();
    }

    private static int number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isInt())
            throw new IllegalArgumentException(field + " must be an integer, is: " + value.getNodeType());
        return value.intValue();
    }

    private static Instant instant(JsonNode json, String field) {
        try {
            return Instant.parse(text(json, field));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(field + " must be an ISO instant, is: " + text(json, field), e);
        }
    }
}
