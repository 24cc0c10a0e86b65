package org.alignersquad.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The published model of an AWS service, from the AWS SDK's own artifact: checks that a request has its shape. */
final class AwsModel {
    private final JsonNode shapes;
    private final List<String> problems = new ArrayList<>();

    private AwsModel(JsonNode shapes) {
        this.shapes = shapes;
    }

    static AwsModel of(String service) throws IOException {
        String resource = "/models/" + service + "-model.json";
        try (InputStream in = AwsModel.class.getResourceAsStream(resource)) {
            if (in == null) throw new IOException("The AWS models have no " + resource);
            return new AwsModel(new ObjectMapper().readTree(in).path("shapes"));
        }
    }

    /** What is wrong with this request, each with its path; empty where nothing is. */
    List<String> problems(String shape, JsonNode request) {
        problems.clear();
        check(shape, request, shape);
        return List.copyOf(problems);
    }

    private void check(String name, JsonNode value, String path) {
        JsonNode shape = shapes.path(name);
        switch (shape.path("type").asText()) {
            case "structure" -> structure(shape, value, path);
            case "list" -> list(shape, value, path);
            case "map" -> map(shape, value, path);
            case "string" -> text(shape, value, path);
            case "boolean" -> require(value.isBoolean(), path, "true or false", value);
            case "integer", "long" -> require(value.isIntegralNumber(), path, "a whole number", value);
            default -> problems.add(path + ": the model has no shape " + name);
        }
    }

    private void structure(JsonNode shape, JsonNode value, String path) {
        if (!require(value.isObject(), path, "an object", value)) return;
        for (JsonNode field : shape.path("required"))
            if (!value.has(field.asText())) problems.add(path + ": " + field.asText() + " is missing");
        value.fields().forEachRemaining(field -> {
            JsonNode member = shape.path("members").path(field.getKey());
            if (member.isMissingNode()) problems.add(path + ": unknown field " + field.getKey());
            else check(member.path("shape").asText(), field.getValue(), path + "." + field.getKey());
        });
    }

    private void list(JsonNode shape, JsonNode value, String path) {
        if (!require(value.isArray(), path, "a list", value)) return;
        for (int i = 0; i < value.size(); i++) check(shape.at("/member/shape").asText(), value.get(i), path + "." + i);
    }

    private void map(JsonNode shape, JsonNode value, String path) {
        if (!require(value.isObject(), path, "an object", value)) return;
        value.fields()
                .forEachRemaining(field ->
                        check(shape.at("/value/shape").asText(), field.getValue(), path + "." + field.getKey()));
    }

    private void text(JsonNode shape, JsonNode value, String path) {
        if (!require(value.isTextual(), path, "a text", value)) return;
        String text = value.asText();
        require(text.length() >= shape.path("min").asInt(0), path, "a longer text", value);
        require(text.length() <= shape.path("max").asInt(Integer.MAX_VALUE), path, "a shorter text", value);
        if (shape.has("enum")) require(in(shape.path("enum"), text), path, "one of " + shape.path("enum"), value);
    }

    private static boolean in(JsonNode choices, String text) {
        for (JsonNode choice : choices) if (choice.asText().equals(text)) return true;
        return false;
    }

    private boolean require(boolean holds, String path, String expected, JsonNode value) {
        if (!holds) problems.add(path + ": expected " + expected + ", is: " + value);
        return holds;
    }
}
