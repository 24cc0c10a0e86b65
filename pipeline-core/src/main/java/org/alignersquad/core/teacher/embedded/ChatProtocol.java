package org.alignersquad.core.teacher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.jspecify.annotations.Nullable;

/** The JSON of the OpenAI protocol, as far as one text per request goes. */
final class ChatProtocol {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int DEFAULT_MAX_TOKENS = 1_024;

    private ChatProtocol() {}

    /** Thrown for a body that is no such request; the message is for the client. */
    static final class BadRequestException extends Exception {
        BadRequestException(String message) {
            super(message);
        }
    }

    record Asked(List<Message> messages, Sampling sampling) {}

    private static Asked readChat(byte[] body) throws BadRequestException {
        JsonNode request = read(body);
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : request.path("messages"))
            messages.add(new Message(text(message, "role"), text(message, "content")));
        if (messages.isEmpty()) throw new BadRequestException("messages must hold at least one message");
        return new Asked(messages, sampling(request));
    }

    private static Asked readCompletion(byte[] body) throws BadRequestException {
        JsonNode request = read(body);
        return new Asked(List.of(Message.user(text(request, "prompt"))), sampling(request));
    }

    private static JsonNode read(byte[] body) throws BadRequestException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new BadRequestException("The body is not JSON");
        }
    }

    private static String text(JsonNode node, String field) throws BadRequestException {
        JsonNode value = node.path(field);
        if (!value.isTextual()) throw new BadRequestException(field + " must be a text, is: " + value.getNodeType());
        return value.textValue();
    }

    private static Sampling sampling(JsonNode request) throws BadRequestException {
        JsonNode seed = request.path("seed");
        try {
            return new Sampling(
                    request.path("temperature").asDouble(1),
                    request.path("top_p").asDouble(1),
                    request.path("max_tokens")
                            .asInt(request.path("max_completion_tokens").asInt(DEFAULT_MAX_TOKENS)),
                    stops(request.path("stop")),
                    seed.isIntegralNumber() ? seed.longValue() : null);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> stops(JsonNode stop) {
        if (stop.isTextual()) return List.of(stop.textValue());
        List<String> stops = new ArrayList<>();
        for (JsonNode one : stop) stops.add(one.asText());
        return stops;
    }

    /** The two methods that give texts; their answers differ in names and in where the text lies. */
    enum Form {
        CHAT("chat.completion", "chatcmpl-", "\"content\":\""),
        COMPLETIONS("text_completion", "cmpl-", "\"text\":\"");

        private final String object;
        private final String idStart;
        private final String textStart;

        Form(String object, String idStart, String textStart) {
            this.object = object;
            this.idStart = idStart;
            this.textStart = textStart;
        }

        Asked read(byte[] body) throws BadRequestException {
            return this == CHAT ? readChat(body) : readCompletion(body);
        }

        /** What stands before the text in an answer's JSON. */
        String textStart() {
            return textStart;
        }

        private ObjectNode choice(@Nullable String text) {
            ObjectNode choice = JSON.createObjectNode();
            if (this == COMPLETIONS) return choice.put("text", text);
            choice.putObject("message").put("role", "assistant").put("content", text);
            return choice;
        }
    }

    /** @param text in place of the completion's; null for none */
    static byte[] answer(Form form, Completion completion, @Nullable String text, long id) {
        ObjectNode response = response(form, completion, id);
        response.withArray("choices")
                .add(form.choice(text).put("index", 0).put("finish_reason", completion.finishReason()));
        return write(response);
    }

    static byte[] answerWithoutChoices(Form form, Completion completion, long id) {
        return write(response(form, completion, id));
    }

    private static ObjectNode response(Form form, Completion completion, long id) {
        ObjectNode response = JSON.createObjectNode();
        response.put("id", form.idStart + id).put("object", form.object).put("created", 0);
        response.put("model", EmbeddedTeacher.MODEL).putArray("choices");
        response.putObject("usage")
                .put("prompt_tokens", completion.promptTokens())
                .put("completion_tokens", completion.completionTokens())
                .put("total_tokens", completion.promptTokens() + completion.completionTokens());
        return response;
    }

    static byte[] models() {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", EmbeddedTeacher.MODEL)
                .put("object", "model")
                .put("owned_by", "alignersquad");
        return write(list);
    }

    static byte[] error(String type, String message) {
        ObjectNode error = JSON.createObjectNode();
        error.putObject("error").put("type", type).put("message", message);
        return write(error);
    }

    private static byte[] write(ObjectNode node) {
        try {
            // by way of a string: an echoed text may hold half a surrogate pair, which the byte writer refuses
            return JSON.writeValueAsString(node).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts and numbers can be written", e);
        }
    }
}
