package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.core.ledger.LedgerConfig;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.spark.TeacherShard;
import org.alignersquad.core.spark.plugin.AlignersPlugin;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherKind;
import org.alignersquad.core.teacher.TeacherRequest;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacher;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.FaultScript;
import org.alignersquad.core.teacher.embedded.TeacherCounts;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/**
 * A cluster of 2 executors with 8 tasks each, in JVMs of their own, against a server that grants so many requests a minute:
 * how much of the grant is used, and how many requests see 429, by the server's count. Run once with leases from the
 * driver and once with each task's fixed share. Arguments: requests a minute, minutes.
 */
public final class RateLimit {
    private static final Sampling SAMPLING = new Sampling(0, 1, 64, List.of(), null);
    private static final int TASKS = 16;
    private static final int WARM_UP_SECONDS = 10;

    private RateLimit() {}

    private record Echo() implements GenerationTask<String, String> {
        @Override
        public TeacherRequest request(String question) {
            return new TeacherRequest(EmbeddedTeacher.MODEL, "answers", List.of(Message.user(question)), SAMPLING);
        }

        @Override
        public String parse(String question, String text) {
            return text;
        }
    }

    public static void main(String[] args) throws IOException {
        int perMinute = Integer.parseInt(args[0]);
        double minutes = Double.parseDouble(args[1]);
        measure("leases from the driver", AlignersPlugin.class.getName(), perMinute, minutes);
        measure("a fixed share for each task", "", perMinute, minutes);
    }

    private static void measure(String name, String plugins, int perMinute, double minutes) throws IOException {
        FaultScript script = new FaultScript(1, null, perMinute, null, Duration.ofSeconds(1), null, null);
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start(0, script);
                SparkSession spark = session(plugins)) {
            int requests = (int) (perMinute * minutes);
            TeacherCounts before = server.counts();
            ask(spark, server, perMinute, requests);
            print(name, perMinute, before, server.counts());
        }
    }

    private static SparkSession session(String plugins) {
        SparkSession.Builder builder = SparkSession.builder()
                .appName("rate limit")
                .master("local-cluster[2,8,1024]")
                .config("spark.ui.enabled", false)
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.sql.shuffle.partitions", TASKS);
        if (!plugins.isEmpty()) builder.config("spark.plugins", plugins);
        return builder.getOrCreate();
    }

    private static void ask(SparkSession spark, EmbeddedTeacherServer server, int perMinute, int requests)
            throws IOException {
        TeacherConfig teacher = new TeacherConfig(
                TeacherKind.OPENAI_CHAT,
                EmbeddedTeacher.MODEL,
                server.baseUrl().toString(),
                null,
                32,
                Duration.ofSeconds(60),
                6,
                0,
                perMinute,
                null,
                null);
        Path folder = Files.createTempDirectory("rate-limit");
        TeacherAccess access = TeacherAccess.open(spark, teacher, new LedgerConfig(folder.toString(), TASKS), TASKS);
        asked(spark, access, requests);
    }

    private static void asked(SparkSession spark, TeacherAccess access, int requests) {
        // one partition for each bucket of the ledger, with as many questions in each
        List<Integer> shards = IntStream.range(0, TASKS).boxed().toList();
        int each = requests / TASKS;
        long answered = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(shards, TASKS)
                .mapPartitions((FlatMapFunction<Iterator<Integer>, String>) shard -> answers(access, shard, each))
                .count();
        if (answered != (long) each * TASKS) throw new IllegalStateException(answered + " of " + requests + " answers");
    }

    private static Iterator<String> answers(TeacherAccess access, Iterator<Integer> shards, int each) {
        if (!shards.hasNext()) return Collections.emptyIterator();
        int shard = shards.next();
        Iterator<String> questions = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "What comes after " + i + "?")
                .filter(question -> access.shard(new Echo(), question) == shard)
                .limit(each)
                .iterator();
        TeacherShard<String, String> calls = access.ask(shard, questions, new Echo());
        return IntStream.range(0, each).mapToObj(i -> calls.next().text()).iterator();
    }

    /** From ten seconds after the first request until a tenth of the requests is left: the end has too few askers. */
    private static void print(String name, int perMinute, TeacherCounts before, TeacherCounts after) {
        Map<Long, Long> bySecond = after.requestsBySecond();
        long first = bySecond.keySet().stream().min(Long::compare).orElseThrow() + WARM_UP_SECONDS;
        long all = after.requests() - before.requests();
        long end = first;
        long seen = sum(bySecond, 0, first);
        while (seen < 0.9 * all) seen += bySecond.getOrDefault(end++, 0L);
        long requests = sum(bySecond, first, end);
        long limited = sum(after.rateLimitedBySecond(), first, end);
        double granted = perMinute / 60.0 * (end - first);
        System.out.printf(
                Locale.ROOT,
                "%s: %d requests in %d s, 429 %.2f %%, utilisation %.3f%n",
                name,
                requests,
                end - first,
                100.0 * limited / requests,
                (requests - limited) / granted);
        System.out.printf(
                Locale.ROOT,
                "  429 in the first %d s: %d%n",
                WARM_UP_SECONDS,
                sum(after.rateLimitedBySecond(), 0, first));
    }

    private static long sum(Map<Long, Long> bySecond, long from, long to) {
        return bySecond.entrySet().stream()
                .filter(entry -> entry.getKey() >= from && entry.getKey() < to)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
