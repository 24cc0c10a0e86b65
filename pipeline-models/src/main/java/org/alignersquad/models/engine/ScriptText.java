package org.alignersquad.models.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Script sources kept as resources beside the class that uses them. */
public final class ScriptText {
    /** A dollar sign in front of a word; one that stands alone is part of a comment. */
    private static final Pattern SLOT = Pattern.compile("\\$(\\w+)");

    private ScriptText() {}

    /** The resource's text with each {@code $name} replaced by its value; comments are left as they are. */
    public static String read(Class<?> owner, String resource, Map<String, Object> values) {
        StringBuilder text = new StringBuilder();
        for (String line : read(owner, resource).split("\n", -1))
            text.append(line.startsWith("#") ? line : fill(resource, line, values))
                    .append('\n');
        return text.substring(0, text.length() - 1);
    }

    private static String fill(String resource, String line, Map<String, Object> values) {
        return SLOT.matcher(line)
                .replaceAll((MatchResult slot) -> Matcher.quoteReplacement(value(resource, slot.group(1), values)));
    }

    private static String value(String resource, String name, Map<String, Object> values) {
        Object value = values.get(name);
        if (value == null) throw new IllegalArgumentException("Script " + resource + " has an unfilled slot: $" + name);
        return String.valueOf(value);
    }

    private static String read(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalArgumentException("No resource " + resource + " beside " + owner);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
