package org.alignersquad.core.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A chat read as a question with its context and, where there is one, the answer to it. The layouts are OpenAI's
 * {@code [{role, content}]}, whose content may be a list of parts, and ShareGPT's {@code [{from, value}]}.
 *
 * @param question the last user turn; after a context, that context and the turn, each turn with its speaker's name
 *     before it; null where there is no user turn
 * @param response the assistant's turn after it; null where there is none
 * @param fault why the text is no conversation; null where it is one
 */
public record Conversation(
        @Nullable String question,
        @Nullable String response,
        @Nullable String fault) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String USER = "User";
    private static final String ASSISTANT = "Assistant";

    /** Who said what. */
    private record Turn(String speaker, String text) {
        @Override
        public String toString() {
            return speaker + ": " + text;
        }
    }

    /** Thrown for what cannot be read; the message says why. */
    private static final class NoConversationException extends Exception {
        NoConversationException(String message) {
            super(message);
        }
    }

    /**
     * @param messages JSON text of a list of turns
     * @param system what an operator said before it; null or blank where nothing
     */
    public static Conversation read(@Nullable String messages, @Nullable String system) {
        if (messages == null) return new Conversation(null, null, null);
        try {
            List<Turn> turns = new ArrayList<>();
            if (system != null && !system.isBlank()) turns.add(new Turn("System", system.strip()));
            for (JsonNode turn : list(messages)) add(turns, turn);
            return of(turns);
        } catch (NoConversationException e) {
            return new Conversation(null, null, e.getMessage());
        }
    }

    /** A question asked under a system prompt. */
    public static @Nullable String question(@Nullable String system, @Nullable String question) {
        if (question == null || question.isBlank() || system == null || system.isBlank()) return question;
        return new Turn("System", system.strip()) + "\n\n" + new Turn(USER, question.strip());
    }

    private static Conversation of(List<Turn> turns) {
        int last = turns.size() - 1;
        while (last >= 0 && !turns.get(last).speaker().equals(USER)) last--;
        if (last < 0) return new Conversation(null, null, null);
        Turn next = last + 1 < turns.size() ? turns.get(last + 1) : null;
        String response = next != null && next.speaker().equals(ASSISTANT) ? next.text() : null;
        if (last == 0) return new Conversation(turns.get(0).text(), response, null);
        List<String> lines =
                turns.subList(0, last + 1).stream().map(Turn::toString).toList();
        return new Conversation(String.join("\n\n", lines), response, null);
    }

    private static JsonNode list(String messages) throws NoConversationException {
        try {
            JsonNode list = JSON.readTree(messages);
            if (list.isArray()) return list;
            throw new NoConversationException("The messages are no list");
        } catch (JsonProcessingException e) {
            throw new NoConversationException("The messages are not JSON");
        }
    }

    private static void add(List<Turn> turns, JsonNode turn) throws NoConversationException {
        JsonNode role = turn.has("role") ? turn.path("role") : turn.path("from");
        JsonNode content = turn.has("role") ? turn.path("content") : turn.path("value");
        String text = text(content).strip();
        if (!text.isEmpty()) turns.add(new Turn(speaker(role), text));
    }

    private static String speaker(JsonNode role) throws NoConversationException {
        return switch (role.asText("").toLowerCase(Locale.ROOT)) {
            case "user", "human" -> USER;
            case "assistant", "gpt", "chatgpt", "model", "bot" -> ASSISTANT;
            case "system", "developer" -> "System";
            case "tool", "function" -> "Tool";
            default -> throw new NoConversationException("A message has the unknown role: " + role);
        };
    }

    private static String text(JsonNode content) throws NoConversationException {
        if (content.isNull() || content.isMissingNode()) return "";
        if (content.isTextual()) return content.textValue();
        if (!content.isArray()) throw new NoConversationException("A message's content is neither text nor parts");
        List<String> parts = new ArrayList<>();
        for (JsonNode part : content) {
            JsonNode text = part.isTextual() ? part : part.path("text");
            if (!text.isTextual())
                throw new NoConversationException("A message has a part that is not text: "
                        + part.path("type").asText("?"));
            parts.add(text.textValue());
        }
        return String.join("\n", parts);
    }
}
