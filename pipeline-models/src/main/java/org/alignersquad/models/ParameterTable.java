package org.alignersquad.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.safetensors.StoredTensor;
import org.jspecify.annotations.Nullable;

/** Brings tensors from a file into the order of a model's parameters, and accepts no difference. */
final class ParameterTable {
    private static final int LISTED = 20;

    private ParameterTable() {}

    static List<NamedTensor> match(ModelConfig config, List<NamedTensor> tensors) {
        List<NamedTensor> matched = new ArrayList<>();
        for (NamedTensor tensor :
                ordered(config, tensors, NamedTensor::name, NamedTensor::shape, config.parameters())) {
            ParameterSpec spec = config.parameters().get(matched.size());
            matched.add(new NamedTensor(spec.name(), spec.shape(), tensor.data()));
        }
        return matched;
    }

    /**
     * Whether files hold what a model needs, told from their headers. What starts afresh where it is missing, such as a
     * classifier's head, may be missing or of another shape.
     */
    static void require(ModelConfig config, List<StoredTensor> stored) {
        List<ParameterSpec> specs = config.parameters().stream()
                .filter(spec -> !startsAfresh(config, spec.name()))
                .toList();
        List<StoredTensor> kept = stored.stream()
                .filter(tensor -> !startsAfresh(config, config.parameterName(tensor.name())))
                .toList();
        ordered(config, kept, StoredTensor::name, StoredTensor::shape, specs);
    }

    private static boolean startsAfresh(ModelConfig config, @Nullable String name) {
        return name != null && config instanceof EncoderConfig encoder && encoder.startsAfreshIfMissing(name);
    }

    private static <T> List<T> ordered(
            ModelConfig config,
            List<T> tensors,
            Function<T, String> named,
            Function<T, long[]> shaped,
            List<ParameterSpec> specs) {
        List<String> differences = new ArrayList<>();
        Map<String, T> byName = new LinkedHashMap<>();
        for (T tensor : tensors) {
            String name = config.parameterName(named.apply(tensor));
            if (name != null && byName.put(name, tensor) != null) differences.add(name + " is there twice");
        }
        List<T> ordered = new ArrayList<>();
        for (ParameterSpec spec : specs) {
            T tensor = byName.remove(spec.name());
            if (tensor == null) differences.add(spec.name() + " is missing");
            else if (!Arrays.equals(shaped.apply(tensor), spec.shape()))
                differences.add(shapes(spec, shaped.apply(tensor)));
            else ordered.add(tensor);
        }
        byName.keySet().forEach(name -> differences.add(name + " is not a parameter of " + config.modelType()));
        if (!differences.isEmpty()) throw new IllegalArgumentException(message(differences));
        return ordered;
    }

    private static String shapes(ParameterSpec spec, long[] shape) {
        return spec.name() + " has shape " + NamedTensor.text(shape) + ", expected " + NamedTensor.text(spec.shape());
    }

    private static String message(List<String> differences) {
        String listed = String.join("; ", differences.subList(0, Math.min(LISTED, differences.size())));
        int more = differences.size() - LISTED;
        return "Tensors do not fit the model's config: " + listed + (more > 0 ? "; and " + more + " more" : "");
    }
}
