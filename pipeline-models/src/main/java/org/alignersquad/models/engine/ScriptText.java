package org.alignersquad.models.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Script sources kept as resources beside the class that uses them. */
public final class ScriptText {
    private ScriptText() {}

    /** The resource's text with each {@code $name} replaced by its value. */
    public static String read(Class<?> owner, String resource, Map<String, Object> values) {
        String text = read(owner, resource);
        for (Map.Entry<String, Object> value : values.entrySet())
            text = text.replace("$" + value.getKey(), String.valueOf(value.getValue()));
        int slot = text.indexOf('$');
        if (slot >= 0)
            throw new IllegalArgumentException("Script " + resource + " has an unfilled slot: "
                    + text.substring(slot, Math.min(text.length(), slot + 20)));
        return text;
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
