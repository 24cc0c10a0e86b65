package org.alignersquad.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestDevices {
    /** What makes a tensor or a generator from nothing: on the CPU, unless told where. */
    private static final Pattern FACTORY =
            Pattern.compile("torch\\.(arange|zeros|ones|full|tensor|empty|eye|Generator)\\(");

    /** Else a program works on the CPU, and on a GPU fails or copies. */
    @Test
    void everyProgramSaysWhereItMakesTensors() throws IOException {
        List<String> careless = new ArrayList<>();
        int makers = 0;
        for (Path text : texts()) {
            for (String line : Files.readAllLines(text)) {
                if (!FACTORY.matcher(line).find()) continue;
                makers++;
                if (!line.contains("device=")) careless.add(text.getFileName() + ": " + line.strip());
            }
        }
        assertThat(careless).isEmpty();
        assertThat(makers).as("lines that make tensors").isGreaterThan(5);
    }

    private static List<Path> texts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            return files.filter(file -> file.toString().endsWith(".py.txt")).toList();
        }
    }
}
