package org.alignersquad.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Reads the fields of a {@code config.json}, or of an object in it; every mistake names the file, the field, the value and
 * what was expected. A field that is null counts as absent.
 */
public final class ConfigJson {
    /** Far beyond every model that there is; what is larger is a mistake and must not cost memory before it is found. */
    private static final int MAX_SIZE = 1 << 24;

    private static final int MAX_LAYERS = 4096;

    private final String file;
    private final String at;
    private final JsonNode root;
    private final Set<String> asked = new HashSet<>();

    public ConfigJson(String file, JsonNode root) {
        this(file, "", root);
    }

    private ConfigJson(String file, String at, JsonNode root) {
        this.file = file;
        this.at = at;
        this.root = root;
        if (!root.isObject() && !root.isMissingNode())
            throw new IllegalArgumentException(file + ": " + (at.isEmpty() ? "" : at + " ") + "must be a JSON object");
    }

    private JsonNode value(String field) {
        asked.add(field);
        JsonNode value = root.path(field);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    public boolean has(String field) {
        return !value(field).isMissingNode();
    }

    /** Whether the field is there and null. */
    public boolean isNull(String field) {
        return root.path(field).isNull();
    }

    /** A whole number of at least 1. */
    public int size(String field) {
        return whole(field, 1);
    }

    /** A number of layers. */
    public int layers(String field) {
        int layers = size(field);
        if (layers > MAX_LAYERS) throw wrong(field, "at most " + MAX_LAYERS);
        return layers;
    }

    /** A whole number of at least 1; absent gives the default. */
    public int size(String field, int absent) {
        return has(field) ? whole(field, 1) : absent;
    }

    /** A whole number of at least {@code min}; absent gives the default. */
    public int whole(String field, int min, int absent) {
        return has(field) ? whole(field, min) : absent;
    }

    private int whole(String field, int min) {
        JsonNode value = value(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < min)
            throw wrong(field, "a whole number of at least " + min);
        if (value.intValue() > MAX_SIZE) throw wrong(field, "at most " + MAX_SIZE);
        return value.intValue();
    }

    /** A number of at least 0. */
    public double number(String field, double absent) {
        return has(field) ? number(field) : absent;
    }

    /** A number of at least 0. */
    public double number(String field) {
        JsonNode value = value(field);
        // NaN and infinity are no JSON, but some readers let them pass
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue()))
            throw wrong(field, "a number of at least 0");
        return value.doubleValue();
    }

    /** A number above 0. */
    public double positive(String field, double absent) {
        double value = number(field, absent);
        if (value == 0) throw wrong(field, "a number above 0");
        return value;
    }

    /** A number above 0 and of at most 1. */
    public double fraction(String field, double absent) {
        double value = positive(field, absent);
        if (value > 1) throw wrong(field, "a number above 0 and of at most 1");
        return value;
    }

    public boolean flag(String field, boolean absent) {
        JsonNode value = value(field);
        if (value.isMissingNode()) return absent;
        if (!value.isBoolean()) throw wrong(field, "true or false");
        return value.booleanValue();
    }

    /** One of these texts. */
    public String choice(String field, String absent, String... supported) {
        JsonNode value = value(field);
        if (value.isMissingNode()) return absent;
        if (!value.isTextual() || !List.of(supported).contains(value.textValue()))
            throw wrong(field, "one of " + Arrays.toString(supported));
        return value.textValue();
    }

    /** The name of an {@link Activation}. */
    public String activation(String field, String absent) {
        return choice(field, absent, Activation.names());
    }

    /** Texts of a list; absent gives the empty list. */
    public List<String> texts(String field) {
        JsonNode value = value(field);
        if (value.isMissingNode()) return List.of();
        if (!value.isArray()) throw wrong(field, "a list");
        return StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Entries of an object; absent gives the default. */
    public int entries(String field, int absent) {
        JsonNode value = value(field);
        if (value.isMissingNode()) return absent;
        if (!value.isObject() || value.isEmpty()) throw wrong(field, "an object with at least one entry");
        return value.size();
    }

    /** An object; absent gives one without fields. */
    public ConfigJson object(String field) {
        return new ConfigJson(file, at + field + ".", value(field));
    }

    /** Fails unless the field is absent or has this value. */
    public void only(String field, boolean supported) {
        if (flag(field, supported) != supported) throw wrong(field, String.valueOf(supported));
    }

    /**
     * Fails on a field that nobody asked for and that may change what a model computes: anything but what
     * {@link HarmlessFields} lists, and what is null, false or empty.
     */
    public void finish() {
        for (var field : root.properties()) {
            JsonNode value = field.getValue();
            boolean off = value.isNull()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isBoolean() && !value.booleanValue();
            if (off || asked.contains(field.getKey()) || HarmlessFields.contains(field.getKey())) continue;
            throw wrong(
                    field.getKey(),
                    "no such field: it is not known for this model_type and may change what the model"
                            + " computes; remove it if it does not");
        }
    }

    /** The mistake of this field. */
    public IllegalArgumentException wrong(String field, String expected) {
        JsonNode value = root.path(field);
        String found = value.isMissingNode() ? "is missing" : "is " + shortened(value);
        return new IllegalArgumentException(file + ": " + at + field + " " + found + ", expected " + expected);
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
