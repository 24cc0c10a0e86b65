package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alignersquad.core.spark.JobReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions that people and models wrote, with all that is wrong with them; the data are not part of the repository. */
class RealPromptsTest {
    private static final int LINES = 1_500;

    @Test
    void everyRowOfRealPromptsIsAccountedFor(@TempDir Path folder) throws IOException {
        Path file = shared("data/prompts/ethical_test_inputx.csv");
        assumeTrue(file != null, "skipped: shared/data/prompts is not there; set -Dshared.dir");
        Path head = folder.resolve("prompts.csv");
        try (Stream<String> lines = Files.lines(file)) {
            Files.writeString(head, lines.limit(LINES + 1).collect(Collectors.joining("\n")));
        }
        SynthRun run = SynthRun.of(folder, SynthRun.criterion("ethical"), """
                  prompts:
                    - criterion: ethical
                      corpus: {path: %s, format: csv, prompt: input}
                """.formatted(head));
        JobReport report = run.run();

        assertThat(SynthRun.stage(report, "questions").in()).isBetween(LINES - 10L, (long) LINES);
        SynthRun.assertChained(report, "questions", "answers", "filtered", "split");
        assertThat(run.table("triples").count()).isGreaterThan(LINES * 9L / 10);
    }

    private static @Nullable Path shared(String name) {
        String given = System.getProperty("shared.dir");
        if (given != null) return existing(Path.of(given, name));
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("shared/data/SOURCES.md")))
                return existing(at.resolve("shared").resolve(name));
        }
        return null;
    }

    private static @Nullable Path existing(Path file) {
        return Files.exists(file) ? file : null;
    }
}
