package org.alignersquad.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads recipes: YAML files with one section per job, each section a complete configuration.
 *
 * <p>Unknown keys, missing keys and wrong values fail; all problems of a file are reported at once, each with file and
 * key path. No key has a default in code. A file is a local path or an address of any file system that Hadoop knows, as
 * in {@code s3a://bucket/nightly.yaml}. A section {@code variables} names texts that values use as <code>${name}</code>.
 */
public final class Recipes {
    /** The sections a recipe file may hold. */
    public static final Set<String> SECTIONS = Set.of("synth", "train", "align", "evaluate", "report", "pipeline");

    private static final String VARIABLES = "variables";

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private Recipes() {}

    /**
     * Reads one job's section.
     *
     * @param changes {@code path.to.key=value}, the path starting at the file's root; values are YAML
     * @throws ConfigException where the file, a key or a value is wrong
     */
    public static <R extends Record> Recipe<R> load(String file, String section, List<String> changes, Class<R> type) {
        ObjectNode root = readTree(file);
        List<String> problems = new ArrayList<>();
        requireKnownSections(file, root, problems);
        for (String change : changes) {
            change(file, root, change, problems);
        }
        JsonNode written = root.get(section);
        if (written == null) throw new ConfigException(added(problems, file + ": section " + section + " is missing"));
        JsonNode node = new Variables(file, root.remove(VARIABLES), problems).fillIn(section, written);
        R values = new RecordBinder(file, problems).bind(node, section, type);
        if (!problems.isEmpty() || values == null) throw new ConfigException(problems);
        return new Recipe<>(file, section, values, node);
    }

    /** Whether a recipe file has a section. */
    public static boolean has(String file, String section) {
        return readTree(file).has(section);
    }

    /** As {@link #load(String, String, List, Class)}, for a local file. */
    public static <R extends Record> Recipe<R> load(Path file, String section, List<String> changes, Class<R> type) {
        return load(file.toString(), section, changes, type);
    }

    private static List<String> added(List<String> problems, String problem) {
        problems.add(problem);
        return problems;
    }

    private static void requireKnownSections(String file, ObjectNode root, List<String> problems) {
        root.fieldNames().forEachRemaining(key -> {
            if (!SECTIONS.contains(key) && !key.equals(VARIABLES))
                problems.add(file + ": unknown section " + key + ", expected " + VARIABLES + " or one of "
                        + SECTIONS.stream().sorted().toList());
        });
    }

    /** Reads a whole YAML file as one record, for example a criterion.
     *
     * @throws ConfigException as {@link #load}
     */
    public static <R extends Record> R loadWhole(String file, Class<R> type) {
        List<String> problems = new ArrayList<>();
        R values = new RecordBinder(file, problems).bind(readTree(file), "", type);
        if (!problems.isEmpty() || values == null) throw new ConfigException(problems);
        return values;
    }

    /** As {@link #loadWhole(String, Class)}, for a local file. */
    public static <R extends Record> R loadWhole(Path file, Class<R> type) {
        return loadWhole(file.toString(), type);
    }

    private static ObjectNode readTree(String file) {
        try {
            JsonNode tree = YAML.readTree(RecipeText.read(file));
            if (tree instanceof ObjectNode object) return object;
            throw new ConfigException(
                    file + ": expected keys and values, found " + (tree == null ? "nothing" : tree.getNodeType()));
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    file + ", line " + e.getLocation().getLineNr() + ": not valid YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static void change(String file, ObjectNode root, String change, List<String> problems) {
        int equals = change.indexOf('=');
        if (equals < 1) {
            problems.add("Command line: expected key=value, is: " + change);
            return;
        }
        String path = change.substring(0, equals);
        try {
            set(root, List.of(path.split("\\.")), YAML.readTree(change.substring(equals + 1)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            problems.add("Command line: cannot set " + path + " in " + file + ": " + e.getMessage());
        }
    }

    private static void set(JsonNode node, List<String> path, @Nullable JsonNode value) {
        String key = path.get(0);
        if (path.size() == 1) {
            if (node instanceof ObjectNode object) object.set(key, value);
            else if (node instanceof ArrayNode array) array.set(Integer.parseInt(key), value);
            else throw new IllegalArgumentException("nothing there has keys");
            return;
        }
        JsonNode child = node instanceof ArrayNode ? node.get(Integer.parseInt(key)) : node.get(key);
        if (child == null) throw new IllegalArgumentException("there is no " + key);
        set(child, path.subList(1, path.size()), value);
    }
}
