package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.StageReport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A recipe in a folder of its own, and what the job makes of it. */
final class SynthRun {
    private final Path folder;
    private final Path file;

    private SynthRun(Path folder, String recipe) {
        this.folder = folder;
        this.file = folder.resolve("recipe.yaml");
        try {
            Files.writeString(file, recipe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param questions the recipe's lines, at two spaces, about where questions come from */
    static SynthRun of(Path folder, String criteria, String questions) {
        return new SynthRun(folder, """
                synth:
                  output: %1$s/out
                  seed: 7
                  criteria: [%2$s]
                  ledger: {path: %1$s/ledger, buckets: 4}
                  teacher:
                    kind: embedded
                    model: embedded-teacher-1
                    in_flight: 16
                    request_timeout: 30s
                    max_attempts: 3
                    repairs: 1
                    prices: {prompt_per_million: 2.0, completion_per_million: 10.0, currency: USD}
                  shards_per_wave: 2
                  answers:
                    sampling: {temperature: 0.7, top_p: 1.0, max_tokens: 512, stop: [], seed: 1}
                  filters: {max_repetition: 0.3}
                  near_duplicates: {threshold: 0.8, bands: 16, rows_per_band: 4}
                  files_per_criterion: 1
                """.formatted(folder, criteria) + questions);
    }

    static SynthRun generated(Path folder, String... criteria) {
        return of(
                folder,
                String.join(
                        ", ", Arrays.stream(criteria).map(SynthRun::criterion).toList()),
                """
                  topics:
                    rounds: 2
                    calls_per_round: 1
                    per_call: 3
                    examples: 3
                    per_type: 3
                    sampling: {temperature: 1.0, top_p: 1.0, max_tokens: 256, stop: [], seed: 1}
                  questions:
                    per_topic: 4
                    hints_per_call: 15
                    seeds_per_call: 5
                    sampling: {temperature: 1.0, top_p: 1.0, max_tokens: 2048, stop: [], seed: 1}
                """);
    }

    static String criterion(String name) {
        return Path.of("..", "conf", "criteria", name + ".yaml").toString();
    }

    Recipe<SynthRecipe> recipe(String... changes) {
        return Recipes.load(file, "synth", List.of(changes), SynthRecipe.class);
    }

    JobReport run(String... changes) {
        SynthJob job = new SynthJob();
        Recipe<SynthRecipe> recipe = recipe(changes);
        job.check(recipe.values(), LocalSpark.session().sessionState().newHadoopConf());
        return job.run(LocalSpark.session(), recipe);
    }

    Dataset<Row> table(String name) {
        return table(folder, name);
    }

    static Dataset<Row> table(Path folder, String name) {
        return LocalSpark.session().read().parquet(folder + "/out/" + name);
    }

    Path folder() {
        return folder;
    }

    static StageReport stage(JobReport report, String name) {
        return report.stages().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Every stage takes in what the one before it kept. */
    static void assertChained(JobReport report, String... names) {
        for (int i = 1; i < names.length; i++) {
            StageReport before = stage(report, names[i - 1]);
            StageReport after = stage(report, names[i]);
            assertThat(after.in()).as(names[i] + " in").isEqualTo(before.kept());
            assertThat(after.kept() + after.rejectedRows())
                    .as(names[i] + " accounted for")
                    .isEqualTo(after.in());
        }
    }
}
