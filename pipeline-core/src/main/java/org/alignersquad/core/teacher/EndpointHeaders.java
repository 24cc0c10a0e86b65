package org.alignersquad.core.teacher;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What goes with every request to an endpoint: its key, as it wants it, and the dialect's headers. Shows no value. */
final class EndpointHeaders {
    private static final int EXCERPT = 300;

    private final Map<String, String> values;
    private final List<Secret> secrets;

    private EndpointHeaders(Map<String, String> values, List<Secret> secrets) {
        this.values = values;
        this.secrets = secrets;
    }

    /**
     * Reads the secrets.
     *
     * @throws IllegalStateException where a reference leads to no usable key
     */
    static EndpointHeaders resolve(TeacherConfig config, EndpointConfig address, Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Secret> secrets = new TreeMap<>();
        @Nullable String reference = address.apiKey();
        @Nullable String keyHeader = config.spoken().keyHeader();
        if (reference != null) {
            Secret key = SecretReference.resolve("api_key", reference, environment);
            secrets.put("api_key", key);
            if (keyHeader == null) values.put("Authorization", key.bearer());
            else values.put(keyHeader, key.plain());
        }
        addDialect(config.spoken(), environment, values, secrets);
        return new EndpointHeaders(values, List.copyOf(secrets.values()));
    }

    private static void addDialect(
            DialectConfig dialect,
            Map<String, String> environment,
            Map<String, String> values,
            Map<String, Secret> secrets) {
        if (dialect.headers() == null) return;
        dialect.headers().forEach((name, value) -> {
            if (SecretReference.is(value)) {
                Secret secret = SecretReference.resolve("headers." + name, value, environment);
                secrets.put(name, secret);
                values.put(name, secret.plain());
            } else {
                values.put(name, value);
            }
        });
    }

    /** Gives each name with its value, which may be a secret: only to what sends them. */
    void each(BiConsumer<String, String> header) {
        values.forEach(header);
    }

    /** The beginning of an endpoint's response in one line, secrets masked: endpoints repeat keys in error messages. */
    String excerpt(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        for (Secret secret : secrets) text = secret.maskIn(text);
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
    }

    @Override
    public String toString() {
        return "EndpointHeaders" + values.keySet();
    }
}
