package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.spark.plugin.AlignersPlugin;
import org.alignersquad.synth.SynthJob;
import org.alignersquad.synth.SynthRecipe;
import org.apache.spark.sql.SparkSession;

/**
 * Job synth over questions of a benchmark's own.
 *
 * @param baseUrl of the teacher
 * @param inFlight requests of both tasks together
 */
record SynthRun(SparkSession spark, String baseUrl, int inFlight) {
    static SparkSession session(String name) {
        return SparkSession.builder()
                .appName(name)
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.log.level", "WARN")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.plugins", AlignersPlugin.class.getName())
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    /** A different one for each run, so that no answer is in a ledger. */
    static String question(String run, int number) {
        return "In run " + run + ", how does a person who lives at number " + number + " make good bread?";
    }

    /**
     * Runs the job.
     *
     * @param output folder of the job, with the questions in a file beside it
     * @param buckets of the ledger
     * @return the report of stage {@code answers}
     */
    StageReport answers(String run, int prompts, Path output, int buckets, int shardsPerWave) throws IOException {
        Path questions = output.resolveSibling(output.getFileName() + ".txt");
        Files.write(
                questions,
                IntStream.range(0, prompts).mapToObj(i -> question(run, i)).toList());
        List<String> changes = List.of(
                "synth.output=" + output,
                "synth.ledger={path: " + output + "/ledger, buckets: " + buckets + "}",
                "synth.shards_per_wave=" + shardsPerWave,
                "synth.criteria=[conf/criteria/helpful.yaml]",
                "synth.prompts=[{criterion: helpful, corpus: {path: " + questions + ", format: text, prompt: value}}]",
                "synth.teacher.kind=openai-chat",
                "synth.teacher.in_flight=" + inFlight / 2,
                "synth.teacher.base_url=" + baseUrl);
        StageReport answers = new SynthJob()
                        .run(
                                spark,
                                Recipes.load(
                                        Path.of("conf/tiny/own-prompts.yaml"), "synth", changes, SynthRecipe.class))
                        .stages()
                        .stream()
                        .filter(stage -> stage.name().equals("answers"))
                        .findFirst()
                        .orElseThrow();
        if (answers.in() != prompts) throw new IllegalStateException("Rows were lost: " + answers);
        return answers;
    }
}
