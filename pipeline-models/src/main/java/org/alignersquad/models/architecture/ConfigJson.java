package org.alignersquad.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/** Reads the fields of a {@code config.json}; every mistake names the file, the field, the value and what was expected. */
public final class ConfigJson {
    private final String file;
    private final JsonNode root;

    public ConfigJson(String file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** A whole number of at least 1. */
    public int size(String field) {
        return size(field, 0);
    }

    /** A whole number of at least 1; absent or null gives the default, unless that is 0. */
    public int size(String field, int absent) {
        JsonNode value = root.path(field);
        if ((value.isMissingNode() || value.isNull()) && absent > 0) return absent;
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1)
            throw wrong(field, value, "a whole number of at least 1");
        return value.intValue();
    }

    /** A number of at least 0. */
    public double number(String field, double absent) {
        JsonNode value = root.path(field);
        if (value.isMissingNode()) return absent;
        if (!value.isNumber() || value.doubleValue() < 0) throw wrong(field, value, "a number of at least 0");
        return value.doubleValue();
    }

    public boolean flag(String field, boolean absent) {
        JsonNode value = root.path(field);
        if (value.isMissingNode()) return absent;
        if (!value.isBoolean()) throw wrong(field, value, "true or false");
        return value.booleanValue();
    }

    /** One of these texts. */
    public String choice(String field, String absent, String... supported) {
        JsonNode value = root.path(field);
        if (value.isMissingNode()) return absent;
        if (!List.of(supported).contains(value.asText()))
            throw wrong(field, value, "one of " + Arrays.toString(supported));
        return value.textValue();
    }

    /** Fails unless the field is absent or has this value. */
    public void only(String field, boolean supported) {
        if (flag(field, supported) != supported) throw wrong(field, root.path(field), String.valueOf(supported));
    }

    private IllegalArgumentException wrong(String field, JsonNode value, String expected) {
        String found = value.isMissingNode() ? "is missing" : "is " + value;
        return new IllegalArgumentException(file + ": " + field + " " + found + ", expected " + expected);
    }
}
