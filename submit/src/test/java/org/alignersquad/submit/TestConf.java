package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.core.config.Recipes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe in conf binds, section by section; what is not a recipe is not taken for one. */
class TestConf {
    private static final Path CONF = CommandLineRun.root().resolve("conf");

    static List<Path> recipes() throws IOException {
        List<Path> recipes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CONF)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) if (!sections(file).isEmpty()) recipes.add(CONF.relativize(file));
        }
        return recipes;
    }

    private static List<String> sections(Path file) throws IOException {
        List<String> sections = new ArrayList<>();
        JsonNode tree = Descriptors.parse(file.toString(), Files.readString(file));
        tree.fieldNames().forEachRemaining(key -> {
            // section pipeline is no job's own: it binds with all sections
            if (Recipes.SECTIONS.contains(key) && !key.equals("pipeline")) sections.add(key);
        });
        return sections;
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void binds(Path recipe) throws IOException {
        Path file = CONF.resolve(recipe);
        for (String section : sections(file))
            assertThat(new JobRun(file.toString(), List.of()).recipes(section))
                    .as("%s, %s", recipe, section)
                    .hasSize(1);
    }
}
