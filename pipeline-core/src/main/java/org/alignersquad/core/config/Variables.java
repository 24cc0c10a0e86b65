package org.alignersquad.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A recipe's own variables: texts that its values use as <code>${name}</code>, such as the root of all paths. */
final class Variables {
    private static final Pattern USE = Pattern.compile("\\$\\{([^}]*)}");

    private final String file;
    private final List<String> problems;
    private final Map<String, String> texts = new TreeMap<>();

    Variables(String file, @Nullable JsonNode section, List<String> problems) {
        this.file = file;
        this.problems = problems;
        if (section == null) return;
        if (!section.isObject()) problems.add(file + ": variables: expected names and texts, is: " + section);
        section.fields().forEachRemaining(entry -> define(entry.getKey(), entry.getValue()));
    }

    private void define(String name, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) texts.put(name, value.asText());
        else problems.add(file + ": variables." + name + ": expected a text, is: " + value);
    }

    /** A copy in which every use is replaced; variables themselves are not looked into. */
    JsonNode fillIn(String path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            object.fields()
                    .forEachRemaining(
                            entry -> filled.set(entry.getKey(), fillIn(path + "." + entry.getKey(), entry.getValue())));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < array.size(); i++) filled.add(fillIn(path + "." + i, array.get(i)));
            return filled;
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(fillIn(path, node.textValue())) : node;
    }

    private String fillIn(String path, String text) {
        return USE.matcher(text).replaceAll(use -> Matcher.quoteReplacement(value(path, use.group(1))));
    }

    private String value(String path, String name) {
        @Nullable String text = texts.get(name);
        if (text == null)
            problems.add(file + ": " + path + ": unknown variable " + name + ", variables are " + texts.keySet());
        return String.valueOf(text);
    }
}
