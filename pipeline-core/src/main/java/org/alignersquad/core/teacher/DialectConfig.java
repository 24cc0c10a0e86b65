package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint differs from the plain protocol.
 *
 * @param path below the base URL, as in {@code /invocations}; empty where the base URL is the whole address; null for the
 *     protocol's own, {@code /chat/completions} or {@code /completions}
 * @param keyHeader header that carries the key as it is, as Azure's {@code api-key}; null for {@code Authorization: Bearer}
 * @param headers further headers of every request; a value may be a reference such as {@code env:NAME}; null for none
 * @param maxTokensField what the endpoint calls the limit on completion tokens; null for {@code max_tokens}
 * @param omit fields that the endpoint does not take and that are left out, as in {@code [seed, top_p]}; null for none
 */
public record DialectConfig(
        @Nullable String path,
        @Nullable String keyHeader,
        @Nullable Map<String, String> headers,
        @Nullable MaxTokensField maxTokensField,
        @Nullable List<OptionalField> omit)
        implements Serializable {
    /** Spellings of the limit on completion tokens. */
    public enum MaxTokensField {
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS,
        MAX_NEW_TOKENS;

        String spelling() {
            return Names.kebab(this).replace('-', '_');
        }
    }

    /** Fields of a request that some endpoints decline. */
    public enum OptionalField {
        MODEL,
        TEMPERATURE,
        TOP_P,
        STOP,
        SEED
    }

    private static final Pattern SECRET_NAME =
            Pattern.compile("key|token|secret|auth|password|cookie", Pattern.CASE_INSENSITIVE);

    public DialectConfig {
        if (path != null && !path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException("path must be empty or begin with /, is: " + path);
        }
        if (keyHeader != null) checkName(keyHeader);
        if (headers != null) {
            headers = Map.copyOf(headers);
            headers.forEach(DialectConfig::checkHeader);
        }
        omit = omit == null ? null : List.copyOf(omit);
    }

    static final DialectConfig PLAIN = new DialectConfig(null, null, null, null, null);

    private static void checkName(String header) {
        if (!header.matches("[A-Za-z0-9-]+")) throw new IllegalArgumentException("not the name of a header: " + header);
    }

    /** A value that looks like a secret must be a reference: recipes are written beside the output. */
    private static void checkHeader(String name, String value) {
        checkName(name);
        if (SecretReference.is(value) || SECRET_NAME.matcher(name).find())
            SecretReference.check("headers." + name, value);
        // it is not shown: it may be a secret under a name that does not look like one
        if (!value.matches("[ -~]*"))
            throw new IllegalArgumentException("headers." + name + " must be one line of ASCII");
    }

    String maxTokens() {
        return (maxTokensField == null ? MaxTokensField.MAX_TOKENS : maxTokensField).spelling();
    }

    boolean sends(OptionalField field) {
        return omit == null || !omit.contains(field);
    }
}
