package org.alignersquad.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.alignersquad.core.spark.StageReport;
import org.apache.spark.SparkEnv;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.sql.SparkSession;

/**
 * Time and memory of job synth over prompts of its own, at two sizes in one run: seconds per prompt of stage {@code answers} and
 * of the whole job, the larger size over the smaller one, and the most heap that a full collection left alive. The teacher is a
 * process of its own; buckets of the ledger grow with the prompts, as its documentation asks for. Arguments: few prompts,
 * many prompts, prompts per bucket, in flight, latency in milliseconds, a folder to work in.
 */
public final class SynthScale {
    private static final long LOOK_MILLIS = 5_000;

    private final SynthRun synth;
    private final int perBucket;
    private final Path folder;

    private SynthScale(SynthRun synth, int perBucket, Path folder) {
        this.synth = synth;
        this.perBucket = perBucket;
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
        SparkSession spark = SynthRun.session("synth scale");
        try (TeacherProcess teacher = TeacherProcess.start(folder, Integer.parseInt(arguments[4]))) {
            SynthRun synth = new SynthRun(spark, teacher.baseUrl(), Integer.parseInt(arguments[3]));
            SynthScale scale = new SynthScale(synth, Integer.parseInt(arguments[2]), folder);
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
        AtomicLong most = new AtomicLong();
        Thread watch = new Thread(() -> watch(most), "heap");
        watch.setDaemon(true);
        watch.start();
        long start = System.nanoTime();
        StageReport answers = synth.answers(name, prompts, folder.resolve(name), Math.max(2, prompts / perBucket), 4);
        double seconds = (System.nanoTime() - start) * 1e-9;
        watch.interrupt();
        watch.join();
        Size size = new Size(prompts, answers.seconds(), seconds, most.get());
        System.out.printf(
                Locale.ROOT,
                "%s: %d prompts, stage answers %.1f s (%.0f us each), whole job %.1f s (%.0f us each), heap alive, Spark's pages apart, %d MB%n",
                name,
                prompts,
                size.stageSeconds(),
                size.stageMicros(),
                size.jobSeconds(),
                size.jobMicros(),
                size.heapMb());
        return size;
    }

    /**
     * What a full collection left alive. Pages that Spark sorts and shuffles in are not counted: it takes what
     * {@code spark.memory.fraction} allows and then spills.
     */
    private static void watch(AtomicLong most) {
        while (!Thread.currentThread().isInterrupted()) {
            long pages = pages();
            System.gc();
            // what was given back meanwhile was collected or not: the lesser subtraction is the safe one
            long alive = alive() - Math.min(pages, pages()) >> 20;
            most.accumulateAndGet(alive, Math::max);
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long pages() {
        MemoryManager spark = SparkEnv.get().memoryManager();
        return spark.executionMemoryUsed() + spark.storageMemoryUsed();
    }

    /** In bytes, without what has become garbage since. */
    private static long alive() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
