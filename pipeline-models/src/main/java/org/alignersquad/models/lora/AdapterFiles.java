package org.alignersquad.models.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.DirectoryWriter;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.safetensors.Safetensors;
import org.alignersquad.models.safetensors.StoredTensor;
import org.alignersquad.models.train.TrainableModel;

/** An adapter's directory in PEFT's layout. */
final class AdapterFiles {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdapterFiles() {}

    static void save(Path directory, LoraAdapter<?> adapter, String baseModel) {
        List<NamedTensor> tensors = adapter.weights().tensors().stream()
                .map(tensor -> new NamedTensor(PREFIX + tensor.name(), tensor.shape(), tensor.data()))
                .toList();
        DirectoryWriter.replace(directory, to -> {
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(to.resolve(CONFIG).toFile(), AdapterJson.write(adapter, baseModel));
            Safetensors.write(to.resolve(WEIGHTS), tensors);
        });
    }

    static <E> LoraAdapter<E> open(TrainableModel<E> base, Path directory) {
        try {
            JsonNode json = JSON.readTree(directory.resolve(CONFIG).toFile());
            LoraConfig config = AdapterJson.read(CONFIG, json, base.config());
            LoraLayout layout = LoraLayout.of(base.config(), config);
            return LoraAdapter.of(base, config, match(layout.trained(config.r()), stored(directory)));
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open adapter " + directory + ": " + e.getMessage(), e);
        }
    }

    static String baseModel(Path directory) {
        try {
            JsonNode name = JSON.readTree(directory.resolve(CONFIG).toFile()).path("base_model_name_or_path");
            if (name.isTextual() && !name.textValue().isBlank()) return name.textValue();
            throw new IllegalArgumentException(
                    CONFIG + ": base_model_name_or_path is " + name + ", expected a name or a path");
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open adapter " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, NamedTensor> stored(Path directory) throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        for (StoredTensor stored : Safetensors.list(directory.resolve(WEIGHTS))) {
            NamedTensor tensor = stored.read();
            tensors.put(plainName(tensor.name()), tensor);
        }
        return tensors;
    }

    /** Names as PEFT writes them to files, and as it has them in memory. */
    private static String plainName(String name) {
        return (name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
                .replace(".lora_A.default.", ".lora_A.")
                .replace(".lora_B.default.", ".lora_B.")
                .replace(".modules_to_save.default.", ".")
                .replace(".base_layer.", ".");
    }

    private static List<NamedTensor> match(List<ParameterSpec> specs, Map<String, NamedTensor> tensors) {
        List<String> differences = new ArrayList<>();
        List<NamedTensor> matched = new ArrayList<>();
        for (ParameterSpec spec : specs) {
            NamedTensor tensor = tensors.remove(spec.name());
            if (tensor == null) differences.add(spec.name() + " is missing");
            else if (!Arrays.equals(tensor.shape(), spec.shape()))
                differences.add(spec.name() + " has shape " + NamedTensor.text(tensor.shape()) + ", expected "
                        + NamedTensor.text(spec.shape()));
            else matched.add(new NamedTensor(spec.name(), spec.shape(), tensor.data()));
        }
        tensors.keySet().forEach(name -> differences.add(name + " belongs to no adapted module"));
        if (differences.isEmpty()) return matched;
        throw new IllegalArgumentException("Tensors of " + WEIGHTS + " do not fit " + CONFIG + " and the model: "
                + String.join("; ", differences.subList(0, Math.min(20, differences.size())))
                + (differences.size() > 20 ? "; and " + (differences.size() - 20) + " more" : ""));
    }
}
