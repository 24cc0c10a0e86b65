package org.alignersquad.core.teacher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A request's identity in the ledger: SHA-256 over canonical JSON of the model, the messages, the sampling and the kind of
 * attempt. The same on every JVM and in every run; the request's {@code kind} is a label and not part of it.
 */
public final class RequestKey {
    /** The attempt kind of a request as its task made it. */
    public static final String FIRST = "first";

    private static final JsonFactory JSON = new JsonFactory();

    private RequestKey() {}

    /** The key of the first attempt: it places all attempts of one request in the same ledger bucket. */
    public static String root(TeacherRequest request) {
        return of(request, FIRST);
    }

    /**
     * The key of one attempt.
     *
     * @param attempt {@code first}, {@code longer}, {@code repair-1}, {@code repair-2}, …
     */
    public static String of(TeacherRequest request, String attempt) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(canonicalJson(request, attempt).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static String canonicalJson(TeacherRequest request, String attempt) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("attempt", attempt);
            json.writeArrayFieldStart("messages");
            for (Message message : request.messages()) write(json, message);
            json.writeEndArray();
            json.writeStringField("model", request.model());
            json.writeFieldName("sampling");
            write(json, request.sampling());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Message message) throws IOException {
        json.writeStartArray();
        json.writeString(message.role());
        json.writeString(message.content());
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Sampling sampling) throws IOException {
        json.writeStartObject();
        json.writeNumberField("max_tokens", sampling.maxTokens());
        if (sampling.seed() == null) json.writeNullField("seed");
        else json.writeNumberField("seed", sampling.seed());
        json.writeArrayFieldStart("stop");
        for (String stop : sampling.stop()) json.writeString(stop);
        json.writeEndArray();
        // the shortest decimal of a double differs between Java versions, its exact expansion does not
        json.writeNumberField("temperature", new BigDecimal(sampling.temperature()));
        json.writeNumberField("top_p", new BigDecimal(sampling.topP()));
        json.writeEndObject();
    }
}
