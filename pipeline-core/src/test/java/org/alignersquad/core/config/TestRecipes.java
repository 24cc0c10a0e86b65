package org.alignersquad.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRecipes {
    enum Order {
        PER_ROW,
        BATCH_MEAN
    }

    record Limits(int maxSteps, Duration timeout) {
        Limits {
            if (maxSteps < 1) throw new IllegalArgumentException("max_steps must be at least 1, is: " + maxSteps);
        }
    }

    record Section(
            String output,
            double margin,
            boolean gate,
            Order order,
            Limits limits,
            List<String> criteria,
            Map<String, Long> weights,
            @Nullable String note) {}

    private static final String COMPLETE = """
            align:
              output: out/a
              margin: 0.5
              gate: true
              order: batch-mean
              limits: {max_steps: 3, timeout: 30s}
              criteria: [ethical, helpful]
              weights: {ethical: 2}
            """;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("r.yaml");
    }

    private Section load(String yaml, String... changes) throws IOException {
        Files.writeString(file, yaml);
        return Recipes.load(file, "align", List.of(changes), Section.class).values();
    }

    @Test
    void bindsEveryKindOfValue() throws IOException {
        assertThat(load(COMPLETE))
                .isEqualTo(new Section(
                        "out/a",
                        0.5,
                        true,
                        Order.BATCH_MEAN,
                        new Limits(3, Duration.ofSeconds(30)),
                        List.of("ethical", "helpful"),
                        Map.of("ethical", 2L),
                        null));
    }

    @Test
    void changesFromTheCommandLineReachNestedKeysAndListElements() throws IOException {
        Section section = load(COMPLETE, "align.limits.max_steps=7", "align.criteria.1=polite", "align.note=hello");
        assertThat(section.limits().maxSteps()).isEqualTo(7);
        assertThat(section.criteria()).containsExactly("ethical", "polite");
        assertThat(section.note()).isEqualTo("hello");
    }

    @Test
    void reportsAllProblemsAtOnceWithFileAndKeyPath() {
        String wrong = COMPLETE.replace("margin: 0.5", "margin: high")
                .replace("order: batch-mean", "order: sideways")
                .replace("timeout: 30s", "timeout: soon")
                .replace("  gate: true\n", "  gaet: true\n");
        assertThatThrownBy(() -> load(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + ": align.margin: expected a number, is: \"high\"")
                .hasMessageContaining("align.order: must be one of [per-row, batch-mean], is: sideways")
                .hasMessageContaining(
                        "align.limits.timeout: expected a duration such as 30s, 500ms or 2h, is: \"soon\"")
                .hasMessageContaining("align.gaet: unknown key, expected one of [")
                .hasMessageContaining("align.gate: missing");
    }

    @Test
    void namesTheSectionThatRefusesItsValues() {
        assertThatThrownBy(() -> load(COMPLETE.replace("max_steps: 3", "max_steps: 0")))
                .hasMessage(file + ": align.limits: max_steps must be at least 1, is: 0");
    }

    @Test
    void missingFileUnknownSectionAndBrokenYamlAreOneClearMessage() {
        assertThatThrownBy(() -> Recipes.load(folder.resolve("no.yaml"), "align", List.of(), Section.class))
                .hasMessage(folder.resolve("no.yaml") + ": no such file");
        assertThatThrownBy(() -> load(COMPLETE + "algin: {}\n")).hasMessageContaining("unknown section algin");
        assertThatThrownBy(() -> load("align:\n  output: [a\n")).hasMessageContaining("r.yaml, line ");
        assertThatThrownBy(() -> load("align:\n  output: a\n  output: b\n")).hasMessageContaining("Duplicate field");
    }

    @Test
    void changeWithoutValueOrToNowhereIsAProblem() {
        assertThatThrownBy(() -> load(COMPLETE, "align")).hasMessageContaining("expected key=value, is: align");
        assertThatThrownBy(() -> load(COMPLETE, "align.limit.x=1")).hasMessageContaining("cannot set align.limit.x");
        assertThatThrownBy(() -> load(COMPLETE, "align.limits.x=1"))
                .hasMessageContaining("align.limits.x: unknown key");
    }

    @Test
    void variablesFillTextsAndCanBeChangedFromTheCommandLine() throws IOException {
        String yaml =
                "variables: {root: out, name: a}\n" + COMPLETE.replace("output: out/a", "output: \"${root}/${name}\"");
        assertThat(load(yaml).output()).isEqualTo("out/a");
        assertThat(load(yaml, "variables.root=s3a://bucket/x").output()).isEqualTo("s3a://bucket/x/a");
    }

    @Test
    void unknownVariableIsAProblemThatNamesKeyAndVariables() {
        String yaml = "variables: {root: out}\n" + COMPLETE.replace("output: out/a", "output: \"${rot}/a\"");
        assertThatThrownBy(() -> load(yaml))
                .hasMessageContaining(file + ": align.output: unknown variable rot, variables are [root]");
    }

    @Test
    void aRecipeMayBeOnAnyFileSystemThatHadoopKnows() throws IOException {
        Files.writeString(file, COMPLETE);
        String address = file.toUri().toString();
        assertThat(Recipes.load(address, "align", List.of(), Section.class)
                        .values()
                        .output())
                .isEqualTo("out/a");
        assertThatThrownBy(() -> Recipes.load(address + "x", "align", List.of(), Section.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such file");
    }
}
