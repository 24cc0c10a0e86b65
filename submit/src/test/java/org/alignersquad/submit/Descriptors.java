package org.alignersquad.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** The deployment descriptors as trees, and the command lines that they hold. */
final class Descriptors {
    static final Path DEPLOY = CommandLineRun.root().resolve("submit/deploy");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{var\\.(\\w+)}");

    private Descriptors() {}

    static JsonNode read(String file) throws IOException {
        return parse(file, Files.readString(DEPLOY.resolve(file)));
    }

    /** By SnakeYAML itself, which follows anchors; JSON is YAML. */
    static JsonNode parse(String file, String text) {
        Object tree = new Yaml().load(text);
        if (tree == null) throw new IllegalArgumentException(file + " is empty");
        return JSON.valueToTree(tree);
    }

    /** The words that each of a descriptor's runs gives to the main class: a job, a recipe, changes. */
    static List<List<String>> commands(String file, JsonNode descriptor) {
        List<List<String>> commands = new ArrayList<>();
        switch (file) {
            case "databricks/databricks.yml" ->
                descriptor
                        .at("/resources/jobs/aligners_nightly/tasks")
                        .forEach(task -> commands.add(texts(task.at("/spark_jar_task/parameters")).stream()
                                .map(word -> withDefaults(descriptor, word))
                                .toList()));
            case "emr/steps.json" -> {
                List<String> words = texts(descriptor.at("/Steps/0/HadoopJarStep/Args"));
                commands.add(words.subList(words.indexOf("s3://BUCKET/aligners/aligners.jar") + 1, words.size()));
            }
            case "emr/serverless-job-run.json" ->
                commands.add(texts(descriptor.at("/jobDriver/sparkSubmit/entryPointArguments")));
            case "kubernetes/spark-application.yaml" -> commands.add(texts(descriptor.at("/spec/arguments")));
            default -> throw new IllegalArgumentException("No command lines are known of " + file);
        }
        return commands;
    }

    /** A bundle's variables as they are unless a target sets them. */
    private static String withDefaults(JsonNode bundle, String word) {
        return VARIABLE.matcher(word)
                .replaceAll(use -> Matcher.quoteReplacement(
                        bundle.at("/variables/" + use.group(1) + "/default").asText()));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
