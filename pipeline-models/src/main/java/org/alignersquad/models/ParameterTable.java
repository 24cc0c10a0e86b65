package org.alignersquad.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;

/** Brings tensors from a file into the order of a model's parameters, and accepts no difference. */
final class ParameterTable {
    private static final int LISTED = 20;

    private ParameterTable() {}

    static List<NamedTensor> match(ModelConfig config, List<NamedTensor> tensors) {
        List<String> differences = new ArrayList<>();
        Map<String, NamedTensor> byName = new LinkedHashMap<>();
        for (NamedTensor tensor : tensors) {
            String name = config.parameterName(tensor.name());
            if (name != null && byName.put(name, tensor) != null) differences.add(name + " is there twice");
        }
        List<NamedTensor> matched = new ArrayList<>();
        for (ParameterSpec spec : config.parameters()) {
            NamedTensor tensor = byName.remove(spec.name());
            if (tensor == null) differences.add(spec.name() + " is missing");
            else if (!Arrays.equals(tensor.shape(), spec.shape())) differences.add(shapes(spec, tensor));
            else matched.add(new NamedTensor(spec.name(), spec.shape(), tensor.data()));
        }
        byName.keySet().forEach(name -> differences.add(name + " is not a parameter of " + config.modelType()));
        if (!differences.isEmpty()) throw new IllegalArgumentException(message(differences));
        return matched;
    }

    private static String shapes(ParameterSpec spec, NamedTensor tensor) {
        return spec.name() + " has shape " + NamedTensor.text(tensor.shape()) + ", expected "
                + NamedTensor.text(spec.shape());
    }

    private static String message(List<String> differences) {
        String listed = String.join("; ", differences.subList(0, Math.min(LISTED, differences.size())));
        int more = differences.size() - LISTED;
        return "Tensors do not fit the model's config: " + listed + (more > 0 ? "; and " + more + " more" : "");
    }
}
