package org.alignersquad.core.teacher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A teacher's key, read from its reference. Neither its text form nor any error message shows the value. */
final class ApiKey {
    private static final String ENV = "env:";
    private static final String FILE = "file:";
    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]+");
    private static final String MASK = "***";

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException where the text is not a reference; the message does not repeat it, it may be a key */
    static void checkReference(String reference) {
        boolean env = reference.startsWith(ENV)
                && ENV_NAME.matcher(reference.substring(ENV.length())).matches();
        boolean file = reference.startsWith(FILE) && reference.length() > FILE.length();
        if (!env && !file) {
            throw new IllegalArgumentException(
                    "api_key must be a reference, env:NAME or file:PATH, not the key itself");
        }
    }

    /** @throws IllegalStateException where the reference leads to no usable key */
    static ApiKey resolve(String reference, Map<String, String> environment) {
        checkReference(reference);
        String value = reference.startsWith(ENV)
                ? fromEnvironment(reference.substring(ENV.length()), environment)
                : fromFile(Path.of(reference.substring(FILE.length())));
        // the HTTP client would repeat a bad header value in its error message
        if (!HEADER_SAFE.matcher(value).matches()) {
            throw new IllegalStateException("The key that api_key names (" + reference
                    + ") is empty or holds blanks or characters other than visible ASCII");
        }
        return new ApiKey(value);
    }

    private static String fromEnvironment(String name, Map<String, String> environment) {
        @Nullable String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("Environment variable " + name + ", named by api_key, is not set");
        }
        return value.strip();
    }

    private static String fromFile(Path path) {
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the file that api_key names: " + path, e);
        }
    }

    String authorization() {
        return "Bearer " + value;
    }

    /** The text with every occurrence of the key masked: endpoints repeat keys in their error messages. */
    String maskIn(String text) {
        return text.replace(value, MASK);
    }

    @Override
    public String toString() {
        return "ApiKey[" + MASK + "]";
    }
}
