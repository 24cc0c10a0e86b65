package org.alignersquad.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/** The fields of a record file; what is missing or of another type is an error that names the field. */
public final class CardJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;

    private CardJson(JsonNode root) {
        this.root = root;
    }

    /** Reads a file into a record. */
    public static <T> T read(Path file, Function<CardJson, T> reader) throws IOException {
        try {
            return reader.apply(new CardJson(JSON.readTree(file.toFile())));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    public String text(String field) {
        return require(field, root.path(field).isTextual(), "a text").textValue();
    }

    public double number(String field) {
        return require(field, root.path(field).isNumber(), "a number").doubleValue();
    }

    public int integer(String field) {
        return require(field, root.path(field).canConvertToInt(), "a whole number")
                .intValue();
    }

    public ObjectNode object(String field) {
        return (ObjectNode) require(field, root.path(field).isObject(), "an object");
    }

    public boolean has(String field) {
        return root.has(field);
    }

    /** The numbers in a list of an object. */
    public double[] numbers(String object, String field) {
        JsonNode list = object(object).path(field);
        boolean numbers = list.isArray();
        for (JsonNode each : list) numbers &= each.isNumber();
        if (!numbers) throw new IllegalArgumentException(object + "." + field + " is " + list + ", expected numbers");
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) values[i] = list.get(i).doubleValue();
        return values;
    }

    private JsonNode require(String field, boolean holds, String expected) {
        JsonNode value = root.path(field);
        if (!holds)
            throw new IllegalArgumentException(
                    field + (value.isMissingNode() ? " is missing" : " is " + value) + ", expected " + expected);
        return value;
    }
}
