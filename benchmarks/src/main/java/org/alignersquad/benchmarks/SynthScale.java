package org.alignersquad.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.spark.plugin.AlignersPlugin;
import org.alignersquad.synth.SynthJob;
import org.alignersquad.synth.SynthRecipe;
import org.apache.spark.sql.SparkSession;

/**
 * Time and memory of job synth over prompts of its own, at two sizes in one run: seconds per prompt of stage {@code answers} and
 * of the whole job, the larger size over the smaller one, and the most heap that a full collection left alive. The teacher is a
 * process of its own; buckets of the ledger grow with the prompts, as its documentation asks for. Arguments: few prompts,
 * many prompts, prompts per bucket, in flight, latency in milliseconds, a folder to work in.
 */
public final class SynthScale {
    private static final long LOOK_MILLIS = 5_000;

    private final SparkSession spark;
    private final String baseUrl;
    private final int perBucket;
    private final int inFlight;
    private final Path folder;

    private SynthScale(SparkSession spark, String baseUrl, int perBucket, int inFlight, Path folder) {
        this.spark = spark;
        this.baseUrl = baseUrl;
        this.perBucket = perBucket;
        this.inFlight = inFlight;
        this.folder = folder;
    }

    /** @param heapMb the most that was alive */
    private record Size(int prompts, double stageSeconds, double jobSeconds, long heapMb) {
        double stageMicros() {
            return stageSeconds * 1e6 / prompts;
        }

        double jobMicros() {
            return jobSeconds * 1e6 / prompts;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(arguments[5]));
        SparkSession spark = SparkSession.builder()
                .appName("synth scale")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.plugins", AlignersPlugin.class.getName())
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        try (TeacherProcess teacher = TeacherProcess.start(folder, Integer.parseInt(arguments[4]))) {
            SynthScale scale = new SynthScale(
                    spark, teacher.baseUrl(), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), folder);
            int few = Integer.parseInt(arguments[0]);
            scale.run("warm", few / 5);
            Size small = scale.run("few", few);
            Size large = scale.run("many", Integer.parseInt(arguments[1]));
            System.out.printf(
                    Locale.ROOT,
                    "per prompt, many over few: stage answers %.2f, whole job %.2f; heap %.2f%n",
                    large.stageMicros() / small.stageMicros(),
                    large.jobMicros() / small.jobMicros(),
                    (double) large.heapMb() / small.heapMb());
        } finally {
            spark.stop();
        }
    }

    private Size run(String name, int prompts) throws IOException, InterruptedException {
        Recipe<SynthRecipe> recipe = recipe(name, prompts);
        AtomicLong most = new AtomicLong();
        Thread watch = new Thread(() -> watch(most), "heap");
        watch.setDaemon(true);
        watch.start();
        long start = System.nanoTime();
        StageReport answers = new SynthJob()
                .run(spark, recipe).stages().stream()
                        .filter(stage -> stage.name().equals("answers"))
                        .findFirst()
                        .orElseThrow();
        double seconds = (System.nanoTime() - start) * 1e-9;
        watch.interrupt();
        watch.join();
        if (answers.in() != prompts) throw new IllegalStateException("Rows were lost: " + answers);
        Size size = new Size(prompts, answers.seconds(), seconds, most.get());
        System.out.printf(
                Locale.ROOT,
                "%s: %d prompts, stage answers %.1f s (%.0f us each), whole job %.1f s (%.0f us each), heap alive %d MB%n",
                name,
                prompts,
                size.stageSeconds(),
                size.stageMicros(),
                size.jobSeconds(),
                size.jobMicros(),
                size.heapMb());
        return size;
    }

    /** What is alive shows after a full collection only. */
    private static void watch(AtomicLong most) {
        while (!Thread.currentThread().isInterrupted()) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            most.accumulateAndGet(used, Math::max);
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Recipe<SynthRecipe> recipe(String name, int prompts) throws IOException {
        Path questions = folder.resolve(name + ".txt");
        Files.write(
                questions,
                IntStream.range(0, prompts)
                        .mapToObj(i ->
                                "In run " + name + ", how does a person who lives at number " + i + " make good bread?")
                        .toList());
        Path output = folder.resolve(name);
        return Recipes.load(
                Path.of("conf/tiny/own-prompts.yaml"),
                "synth",
                List.of(
                        "synth.output=" + output,
                        "synth.ledger={path: " + output + "/ledger, buckets: " + Math.max(2, prompts / perBucket) + "}",
                        "synth.shards_per_wave=4",
                        "synth.criteria=[conf/criteria/helpful.yaml]",
                        "synth.prompts=[{criterion: helpful, corpus: {path: " + questions
                                + ", format: text, prompt: value}}]",
                        "synth.teacher.kind=openai-chat",
                        "synth.teacher.in_flight=" + inFlight / 2,
                        "synth.teacher.base_url=" + baseUrl),
                SynthRecipe.class);
    }
}
