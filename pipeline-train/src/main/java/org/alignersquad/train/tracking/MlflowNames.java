package org.alignersquad.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.mlflow.api.proto.Service;

/** A recipe and its models' names as MLflow takes them. */
final class MlflowNames {
    /** Servers of any age take values of this length. */
    private static final int LONGEST = 500;

    private MlflowNames() {}

    /** With nothing but letters, digits and {@code _-./}; {@code inspector kind-bert: auc} is {@code inspector/kind-bert/auc}. */
    static String name(String text) {
        return text.replaceAll("[: ]+", "/").replaceAll("[^\\p{L}\\p{N}_./-]", "_");
    }

    /** Every value of the recipe that is no object under its path; lists are one value. */
    static List<Service.Param> params(JsonNode recipe) {
        List<Service.Param> params = new ArrayList<>();
        add("", recipe, params);
        return params;
    }

    private static void add(String path, JsonNode value, List<Service.Param> params) {
        if (value.isNull()) return;
        if (value.isObject()) {
            value.fields()
                    .forEachRemaining(field -> add(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), params));
            return;
        }
        String text = value.isValueNode() ? value.asText() : value.toString();
        params.add(Service.Param.newBuilder()
                .setKey(name(path))
                .setValue(text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…")
                .build());
    }
}
