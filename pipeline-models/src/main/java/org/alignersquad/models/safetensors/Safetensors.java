package org.alignersquad.models.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.alignersquad.models.engine.NamedTensor;

/** The safetensors format: one file, or shards with an index. Files may be of any size. */
public final class Safetensors {
    public static final String FILE = "model.safetensors";
    public static final String INDEX = "model.safetensors.index.json";

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);

    private Safetensors() {}

    /** The tensors of one file, in the order in which they lie in it, not yet read. */
    public static List<StoredTensor> list(Path file) throws IOException {
        return Header.read(file);
    }

    /** The tensors of a checkpoint directory: of {@value #INDEX}'s shards, or else of {@value #FILE}. */
    public static List<StoredTensor> listDirectory(Path directory) throws IOException {
        Path index = directory.resolve(INDEX);
        if (!Files.exists(index)) return list(directory.resolve(FILE));
        List<StoredTensor> tensors = new ArrayList<>();
        JsonNode weightMap = weightMap(index);
        for (String shard : shards(index, weightMap)) tensors.addAll(list(directory.resolve(shard)));
        checkAgainst(index, weightMap, tensors);
        return tensors;
    }

    private static JsonNode weightMap(Path index) throws IOException {
        try {
            JsonNode map = JSON.readTree(index.toFile()).path("weight_map");
            if (map.isObject()) return map;
        } catch (JsonProcessingException e) {
            throw new SafetensorsException("Cannot read " + index + ": " + e.getOriginalMessage());
        }
        throw new SafetensorsException("Cannot read " + index + ": weight_map must be an object");
    }

    private static Set<String> shards(Path index, JsonNode weightMap) throws SafetensorsException {
        Set<String> shards = new LinkedHashSet<>();
        for (JsonNode shard : weightMap) {
            if (!shard.isTextual() || !shard.textValue().matches("[\\w-][\\w.-]*"))
                throw new SafetensorsException("Cannot read " + index + ": shard must be a file name, is: " + shard);
            shards.add(shard.textValue());
        }
        return shards;
    }

    private static void checkAgainst(Path index, JsonNode weightMap, List<StoredTensor> tensors)
            throws SafetensorsException {
        Set<String> missing = new LinkedHashSet<>();
        weightMap.fieldNames().forEachRemaining(missing::add);
        for (StoredTensor tensor : tensors) {
            String shard = weightMap.path(tensor.name()).asText();
            if (!tensor.file().endsWith(shard) || !missing.remove(tensor.name()))
                throw new SafetensorsException("Cannot read " + index + ": tensor " + tensor.name() + " of "
                        + tensor.file().getFileName() + " is listed for shard '" + shard + "'");
        }
        if (!missing.isEmpty()) throw new SafetensorsException("Cannot read " + index + ": no shard holds " + missing);
    }

    /** Writes the tensors as F32; the file appears complete or not at all. */
    public static void write(Path file, List<NamedTensor> tensors) throws IOException {
        TensorWriter.write(file, tensors, DType.F32);
    }

    /** Writes {@value #FILE}, or where that would be too large shards with {@value #INDEX}, which appears last. */
    public static void writeDirectory(Path directory, List<NamedTensor> tensors, WeightFormat format)
            throws IOException {
        List<List<NamedTensor>> shards = format.shards(tensors);
        if (shards.size() == 1) {
            TensorWriter.write(directory.resolve(FILE), tensors, format.dtype());
            return;
        }
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", format.bytes(tensors));
        ObjectNode weightMap = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            TensorWriter.write(directory.resolve(name), shards.get(i), format.dtype());
            for (NamedTensor tensor : shards.get(i)) weightMap.put(tensor.name(), name);
        }
        Path temporary = directory.resolve("." + INDEX);
        JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), index);
        Files.move(temporary, directory.resolve(INDEX), StandardCopyOption.ATOMIC_MOVE);
    }
}
