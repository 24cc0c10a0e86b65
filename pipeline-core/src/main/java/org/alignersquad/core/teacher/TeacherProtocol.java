package org.alignersquad.core.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.alignersquad.core.teacher.DialectConfig.OptionalField;

/** The bodies of the OpenAI protocol, chat and completions. */
final class TeacherProtocol {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TeacherKind kind;
    private final DialectConfig dialect;

    TeacherProtocol(TeacherKind kind, DialectConfig dialect) {
        this.kind = kind;
        this.dialect = dialect;
    }

    /** Path of the method below the endpoint's base URL. */
    String path() {
        return dialect.path() == null ? kind.path() : dialect.path();
    }

    String body(TeacherRequest request) {
        return json(request).toString();
    }

    ObjectNode json(TeacherRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (dialect.sends(OptionalField.MODEL)) body.put("model", request.model());
        if (kind == TeacherKind.CLASSIFY) return body.put("input", prompt(request));
        if (kind == TeacherKind.OPENAI_COMPLETIONS) body.put("prompt", prompt(request));
        else body.set("messages", messages(request));
        addSampling(body, request.sampling());
        return body;
    }

    private static String prompt(TeacherRequest request) {
        return request.messages().stream().map(Message::content).collect(Collectors.joining("\n\n"));
    }

    private static ArrayNode messages(TeacherRequest request) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (Message message : request.messages()) {
            messages.addObject().put("role", message.role()).put("content", message.content());
        }
        return messages;
    }

    private void addSampling(ObjectNode body, Sampling sampling) {
        if (dialect.sends(OptionalField.TEMPERATURE)) body.put("temperature", sampling.temperature());
        if (dialect.sends(OptionalField.TOP_P)) body.put("top_p", sampling.topP());
        body.put(dialect.maxTokens(), sampling.maxTokens());
        if (!sampling.stop().isEmpty() && dialect.sends(OptionalField.STOP)) {
            sampling.stop().forEach(body.putArray("stop")::add);
        }
        if (sampling.seed() != null && dialect.sends(OptionalField.SEED)) body.put("seed", sampling.seed());
    }

    /** @throws TeacherFailure where the body is not the protocol's */
    TeacherAnswer answer(String model, byte[] body) {
        return answer(model, parse(body));
    }

    /** @throws TeacherFailure where the body is not the protocol's */
    TeacherAnswer answer(String model, JsonNode json) {
        if (kind == TeacherKind.CLASSIFY) return classes(model, json);
        JsonNode choice = json.path("choices").path(0);
        if (!choice.isObject()) throw malformed("it has no choices");
        JsonNode usage = json.path("usage");
        return new TeacherAnswer(
                json.path("model").asText(model),
                text(choice),
                choice.path("finish_reason").asText(""),
                usage.path("prompt_tokens").asInt(0),
                usage.path("completion_tokens").asInt(0),
                false);
    }

    /** The answer's text is the JSON array of probabilities. */
    private static TeacherAnswer classes(String model, JsonNode json) {
        JsonNode probabilities = json.path("data").path(0).path("probs");
        if (!probabilities.isArray()) throw malformed("it has no data[0].probs");
        int tokens = json.path("usage").path("prompt_tokens").asInt(0);
        return new TeacherAnswer(json.path("model").asText(model), probabilities.toString(), "stop", tokens, 0, false);
    }

    private String text(JsonNode choice) {
        JsonNode text = kind == TeacherKind.OPENAI_COMPLETIONS
                ? choice.path("text")
                : choice.path("message").path("content");
        // a chat model that says nothing has null content
        if (text.isNull()) return "";
        if (!text.isTextual()) throw malformed("its first choice has no text");
        return encodable(text.textValue());
    }

    /** Half surrogates, which JSON can escape and UTF-8 cannot write, become question marks, here as in the ledger. */
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw malformed("it is not JSON (" + body.length + " bytes)");
        }
    }

    /** The endpoint's own code of an error, as in {@code insufficient_quota}; empty where it gives none. */
    static String errorCode(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.path("code").asText(error.path("type").asText(""));
        } catch (IOException e) {
            return "";
        }
    }

    private static TeacherFailure malformed(String what) {
        return new TeacherFailure(
                TeacherFailure.Kind.MALFORMED_RESPONSE, "Cannot read the endpoint's response: " + what);
    }
}
