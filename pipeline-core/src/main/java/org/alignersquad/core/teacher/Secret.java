package org.alignersquad.core.teacher;

import java.util.regex.Pattern;

/** A key. Neither its text form nor any error message shows the value. */
final class Secret {
    private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]+");
    private static final String MASK = "***";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** @throws IllegalStateException where the value cannot be sent in a header; the message shows its origin only */
    static Secret of(String origin, String text) {
        String value = text.strip();
        // the HTTP client would repeat a bad header value in its error message
        if (!HEADER_SAFE.matcher(value).matches()) {
            throw new IllegalStateException("The key that " + origin
                    + " names is empty or holds blanks or characters other than visible ASCII");
        }
        return new Secret(value);
    }

    String bearer() {
        return "Bearer " + value;
    }

    String plain() {
        return value;
    }

    /** The text with every occurrence of the key masked: endpoints repeat keys in their error messages. */
    String maskIn(String text) {
        return text.replace(value, MASK);
    }

    @Override
    public String toString() {
        return "Secret[" + MASK + "]";
    }
}
