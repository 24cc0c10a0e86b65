package org.alignersquad.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.alignersquad.core.spark.StageReport;
import org.apache.spark.SparkEnv;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.sql.SparkSession;

/**
 * Time and memory of job synth over prompts of its own, at two sizes in one run: seconds per prompt of stage {@code answers} and
 * of the whole job, the larger size over the smaller one, and the heap that full collections left alive. The teacher is a
 * process of its own; buckets of the ledger grow with the prompts, as its documentation asks for. Arguments: few prompts,
 * many prompts, prompts per bucket, in flight, latency in milliseconds, a folder to work in.
 */
public final class SynthScale {
    private static final long LOOK_MILLIS = 2_000;

    /** Of full collections. */
    private static final GarbageCollectorMXBean COLLECTOR = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(bean -> bean.getName().equals("G1 Old Generation"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("Run this with -XX:+UseG1GC"));

    private final SynthRun synth;
    private final int perBucket;
    private final Path folder;

    private SynthScale(SynthRun synth, int perBucket, Path folder) {
        this.synth = synth;
        this.perBucket = perBucket;
        this.folder = folder;
    }

    /** @param heapMb alive in the middle of all looks, and the most */
    private record Size(int prompts, double stageSeconds, double jobSeconds, long heapMb, long mostHeapMb) {
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
                    "per prompt, many over few: stage answers %.2f, whole job %.2f; heap %.2f, at most %.2f%n",
                    large.stageMicros() / small.stageMicros(),
                    large.jobMicros() / small.jobMicros(),
                    (double) large.heapMb() / small.heapMb(),
                    (double) large.mostHeapMb() / small.mostHeapMb());
        } finally {
            spark.stop();
        }
    }

    private Size run(String name, int prompts) throws IOException, InterruptedException {
        List<Long> looks = new ArrayList<>();
        Thread watch = new Thread(() -> watch(looks), "heap");
        watch.setDaemon(true);
        watch.start();
        long start = System.nanoTime();
        StageReport answers = synth.answers(name, prompts, folder.resolve(name), Math.max(2, prompts / perBucket), 4);
        double seconds = (System.nanoTime() - start) * 1e-9;
        watch.interrupt();
        watch.join();
        // a short run may have had none that counts
        while (looks.isEmpty()) look(looks);
        Collections.sort(looks);
        Size size =
                new Size(prompts, answers.seconds(), seconds, looks.get(looks.size() / 2), looks.get(looks.size() - 1));
        System.out.printf(
                Locale.ROOT,
                "%s: %d prompts, stage answers %.1f s (%.0f us each), whole job %.1f s (%.0f us each), heap alive, Spark's pages apart, %d MB, at most %d MB of %d looks%n",
                name,
                prompts,
                size.stageSeconds(),
                size.stageMicros(),
                size.jobSeconds(),
                size.jobMicros(),
                size.heapMb(),
                size.mostHeapMb(),
                looks.size());
        return size;
    }

    /**
     * What a full collection left alive. Pages that Spark sorts and shuffles in are not counted: it takes what
     * {@code spark.memory.fraction} allows and then spills.
     */
    private static void watch(List<Long> looks) {
        while (!Thread.currentThread().isInterrupted()) {
            look(looks);
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Java skips the collection while native code holds an array; what garbage there is then would count. */
    private static void look(List<Long> looks) {
        long pages = pages();
        long collections = COLLECTOR.getCollectionCount();
        System.gc();
        long alive = alive();
        if (COLLECTOR.getCollectionCount() > collections && pages == pages()) looks.add(alive - pages >> 20);
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
