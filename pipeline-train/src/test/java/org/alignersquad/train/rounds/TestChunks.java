package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.HadoopSettings;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too large for one array goes in chunks; small ones here take the way of large ones, through all of a training. */
class TestChunks {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final Gpt2Config MODEL = Gpt2Config.of(60, 32, 16, 1, 2);
    private static final int TASKS = 2;
    private static final RoundListener NOBODY = (model, round) -> {};

    @TempDir
    static Path temp;

    private static ExampleFiles files;

    @BeforeAll
    static void writeExamples() throws IOException {
        List<List<String>> shards = new ArrayList<>();
        for (int shard = 0; shard < TASKS; shard++) {
            Path to = temp.resolve("shard-" + shard);
            SPARK.range(40L * shard, 40L * shard + 40)
                    .selectExpr(
                            "concat('r', id) as id",
                            "'kind' as criterion",
                            "if(id % 8 = 0, 'validation', 'train') as split",
                            "cast(id % 2 as int) as label",
                            "transform(sequence(1, 8 + id % 9), i -> cast(pmod(hash(id, i), 60) as int)) as input_ids",
                            "4 as boundary")
                    .coalesce(1)
                    .write()
                    .parquet(to.toString());
            try (Stream<Path> all = Files.list(to)) {
                shards.add(all.map(Path::toString)
                        .filter(file -> file.endsWith(".parquet"))
                        .toList());
            }
        }
        files = new ExampleFiles(shards);
    }

    @Test
    void trainTheSameBits() {
        for (RoundsRecipe recipe : List.of(recipe(1, null), recipe(3, null), recipe(3, new OuterRecipe(.7, .9)))) {
            String name = recipe.localSteps() + (recipe.outer() == null ? "" : "-outer");
            List<float[]> whole = train(recipe, Floats.CHUNK, name + "-whole", NOBODY);
            assertThat(whole).hasSize(1);
            List<float[]> chunks = train(recipe, 1000, name + "-chunks", NOBODY);
            assertThat(chunks).hasSizeGreaterThan(4);
            assertThat(joined(chunks)).isEqualTo(whole.get(0)).isNotEqualTo(joined(start(1000)));
        }
    }

    @Test
    void survivesADriversDeath() {
        RoundsRecipe recipe = recipe(3, new OuterRecipe(.7, .9));
        List<float[]> undisturbed = train(recipe, 1000, "undisturbed", NOBODY);
        assertThatThrownBy(() -> train(recipe, 1000, "disturbed", (model, round) -> {
                    if (round == 3) throw new IllegalStateException("dies after round " + round);
                }))
                .hasMessage("dies after round 3");
        List<Integer> seen = new ArrayList<>();
        List<float[]> resumed = train(recipe, 1000, "disturbed", (model, round) -> seen.add(round));
        // round 3 had no checkpoint yet
        assertThat(seen).containsExactly(3, 4);
        assertThat(joined(resumed)).isEqualTo(joined(undisturbed));
    }

    private static List<float[]> train(RoundsRecipe recipe, int chunk, String name, RoundListener listener) {
        TrainingTask task = new TrainingTask(
                "aligner",
                Learner.ALIGNER,
                MODEL.json().toString(),
                null,
                recipe,
                files,
                List.of("kind"),
                HadoopSettings.of(SPARK.sessionState().newHadoopConf()),
                ComputeRecipe.CPU,
                TASKS,
                5);
        String checkpoints = temp.resolve(name).toString();
        return new Rounds(SPARK, task, "f", checkpoints, StageResources.NONE, false, listener)
                .train(new Floats(start(chunk)))
                .parameters()
                .chunks();
    }

    private static List<float[]> start(int chunk) {
        try (CausalLm model = CausalLm.create(MODEL, 1)) {
            return Floats.copyOf(model.weights().flat(), chunk).chunks();
        }
    }

    private static float[] joined(List<float[]> chunks) {
        float[] all = new float[chunks.stream().mapToInt(chunk -> chunk.length).sum()];
        int from = 0;
        for (float[] chunk : chunks) {
            System.arraycopy(chunk, 0, all, from, chunk.length);
            from += chunk.length;
        }
        return all;
    }

    private static RoundsRecipe recipe(int localSteps, @Nullable OuterRecipe outer) {
        return new RoundsRecipe(
                4, localSteps, 8, .5, 0, 1e-2, .1, 2, .01, .9, .98, 1, .1, 4096, 2, 64, 100, 2, outer, null, null);
    }
}
