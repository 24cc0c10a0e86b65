package org.alignersquad.core.spark;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages of a job under one output directory. A stage that is complete for the same fingerprint (code version,
 * inputs, settings) is skipped; a half-done one goes on with its missing shards; any other starts anew. Rows that an earlier
 * run has rejected for a passing reason ({@link org.alignersquad.core.triple.RejectReason#passing}) are computed once more.
 *
 * <p>A body gives outcomes ({@link Outcomes}). Shards are written in waves; a killed run loses at most a wave.
 */
public final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    /** Of one task at a time; tasks with more partitions than this sort their rows. */
    private static final long MOST_OPEN_FILES = 4;

    /** HotSpot compiles no longer method. */
    private static final long MOST_COMPILED_BYTECODES = 8000;

    private final SparkSession spark;
    private final String job;
    private final String output;
    private final List<StageReport> reports = new ArrayList<>();

    /** @param job name for the Spark UI and the log */
    public Stages(SparkSession spark, String job, String output) {
        this.spark = spark;
        this.job = job;
        this.output = output;
    }

    /** Reports of the stages run or skipped so far, in order. */
    public List<StageReport> reports() {
        return List.copyOf(reports);
    }

    /**
     * A stage computed in one go, for reading, shuffles and global decisions.
     *
     * @param settings everything besides the code that shapes the rows: recipe slices, fingerprints of inputs
     * @param body gives outcomes whose {@code shard} is in {@code [0, shards)}
     */
    public StageOutput whole(String name, int shards, Object settings, Supplier<Dataset<Row>> body) {
        WaveBody wanted = (wave, retry, tally) -> {
            Dataset<Row> all = body.get();
            Dataset<Row> outcomes =
                    wave.size() == shards ? all : all.where(col(Outcomes.SHARD).isin(wave.toArray()));
            return retry == null ? outcomes : retry.merged(outcomes);
        };
        return stage(name, shards, shards, settings, wanted, shard -> -1L);
    }

    /**
     * A stage that makes one outcome of each kept row of its input, in the same shard; checks that it did.
     *
     * @param shardsPerWave how many shards one Spark job computes and commits together
     */
    public StageOutput each(
            String name, StageOutput input, int shardsPerWave, Object settings, UnaryOperator<Dataset<Row>> body) {
        return byShard(name, input, shardsPerWave, settings, body, input::keptRows);
    }

    /** As {@link #each}, with any number of outcomes per row. */
    public StageOutput expand(
            String name, StageOutput input, int shardsPerWave, Object settings, UnaryOperator<Dataset<Row>> body) {
        return byShard(name, input, shardsPerWave, settings, body, shard -> -1L);
    }

    /**
     * A stage that makes one outcome of each row of a corpus that is dealt out to shards; checks that it did, where the
     * number of rows of a shard is known.
     *
     * @param body given the shards to compute and where to add up figures
     */
    public StageOutput corpus(
            String name,
            CorpusShards corpus,
            int shardsPerWave,
            Object settings,
            BiFunction<List<Integer>, Tally, Dataset<Row>> body) {
        WaveBody wave = (shards, retry, tally) -> {
            Dataset<Row> outcomes = body.apply(shards, tally);
            return retry == null ? outcomes : retry.merged(outcomes);
        };
        return stage(name, corpus.shards(), shardsPerWave, List.of(corpus.fingerprint(), settings), wave, corpus::rows);
    }

    private StageOutput byShard(
            String name,
            StageOutput input,
            int shardsPerWave,
            Object settings,
            UnaryOperator<Dataset<Row>> body,
            ExpectedRows expected) {
        return stage(
                name,
                input.shards(),
                shardsPerWave,
                List.of(input.fingerprint(), settings),
                (wave, retry, tally) -> {
                    if (retry == null) return body.apply(input.oneTaskEach(wave));
                    Dataset<Row> rows = retry.input(input.kept(wave));
                    return retry.merged(body.apply(Shards.oneTaskEach(rows, wave)));
                },
                expected);
    }

    private interface WaveBody {
        /** @param retry null for shards that are computed for the first time */
        Dataset<Row> outcomes(List<Integer> wave, @Nullable Retry retry, Tally tally);
    }

    private interface ExpectedRows {
        /** Rows that a shard must account for, or -1 where any number will do. */
        long of(int shard);
    }

    private StageOutput stage(
            String name, int shards, int shardsPerWave, Object settings, WaveBody body, ExpectedRows expected) {
        try {
            StageDirectory directory =
                    new StageDirectory(output + "/" + name, spark.sessionState().newHadoopConf());
            Stage stage = new Stage(directory, body, expected);
            StageDirectory.Header header = resumeOrBegin(directory, name, shards, settings);
            Map<Integer, ShardManifest> found = directory.manifests();
            List<Integer> missing = missing(found, shards);
            List<Integer> failed = Retry.shards(found);
            if (!missing.isEmpty() || !failed.isEmpty()) directory.deleteOrphans(found);
            if (!missing.isEmpty()) Progress.begin(job, name, rows(missing, expected));
            for (List<Integer> wave : waves(missing, shardsPerWave)) header = runWave(stage, header, wave);
            for (List<Integer> wave : waves(failed, shardsPerWave)) retryWave(stage, header, wave);
            if (!failed.isEmpty()) directory.deleteOrphans(directory.manifests());
            return finish(directory, header);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run stage " + name + " under " + output, e);
        }
    }

    private static long rows(List<Integer> shards, ExpectedRows expected) {
        long[] rows = shards.stream().mapToLong(expected::of).toArray();
        return LongStream.of(rows).anyMatch(n -> n < 0)
                ? -1
                : LongStream.of(rows).sum();
    }

    private record Stage(StageDirectory directory, WaveBody body, ExpectedRows expected) {}

    private static List<List<Integer>> waves(List<Integer> shards, int shardsPerWave) {
        List<List<Integer>> waves = new ArrayList<>();
        for (int from = 0; from < shards.size(); from += shardsPerWave) {
            waves.add(shards.subList(from, Math.min(shards.size(), from + shardsPerWave)));
        }
        return waves;
    }

    private StageDirectory.Header resumeOrBegin(StageDirectory directory, String name, int shards, Object settings)
            throws IOException {
        String fingerprint = Hashes.id(CodeVersion.current(), name, String.valueOf(shards), Json.line(settings));
        StageDirectory.Header found = directory.header();
        if (found != null && found.fingerprint().equals(fingerprint)) return found;
        if (found != null) LOG.info("{} {}: code, recipe or inputs changed, starting anew", job, name);
        StageDirectory.Header fresh =
                new StageDirectory.Header(ShardManifest.SCHEMA_VERSION, name, fingerprint, shards, null);
        directory.begin(fresh);
        return fresh;
    }

    private static List<Integer> missing(Map<Integer, ShardManifest> done, int shards) {
        return IntStream.range(0, shards)
                .filter(shard -> !done.containsKey(shard))
                .boxed()
                .toList();
    }

    private StageDirectory.Header runWave(Stage stage, StageDirectory.Header header, List<Integer> wave)
            throws IOException {
        describe(header.name() + ": shards " + Shards.names(wave) + " of " + header.shards());
        Written written = write(stage, wave, null);
        StageDirectory.Header described = new StageDirectory.Header(
                header.schemaVersion(), header.name(), header.fingerprint(), header.shards(), written.schema());
        if (header.schema() == null) stage.directory().describe(described);
        for (int shard : wave) {
            stage.directory()
                    .commit(written.counts(stage, header, shard).manifest(shard, written.run(), written.seconds(), 0));
        }
        return described;
    }

    /** A shard in which nothing has changed keeps its files, so that stages which read it need not run again. */
    private void retryWave(Stage stage, StageDirectory.Header header, List<Integer> wave) throws IOException {
        describe(header.name() + ": asking again where it had failed, shards " + Shards.names(wave));
        Map<Integer, ShardManifest> before = stage.directory().manifests();
        Retry retry = new Retry(output(stage.directory(), header, before).rows(wave));
        Written written = write(stage, wave, retry);
        for (int shard : wave) {
            ShardManifest old = requireNonNull(before.get(shard));
            ShardManifest now = written.counts(stage, header, shard)
                    .manifest(shard, written.run(), old.seconds() + written.seconds(), old.retries() + 1);
            if (now.kept() != old.kept() || !now.rejected().equals(old.rejected())) {
                stage.directory().recommit(now);
            }
        }
    }

    /** Files of a wave that no manifest names yet. */
    private record Written(String run, String schema, Map<Integer, ShardCounts> counts, double seconds) {
        ShardCounts counts(Stage stage, StageDirectory.Header header, int shard) {
            ShardCounts rows = counts.getOrDefault(shard, new ShardCounts());
            rows.check(header.name(), shard, stage.expected().of(shard));
            return rows;
        }
    }

    private Written write(Stage stage, List<Integer> wave, @Nullable Retry retry) {
        long start = System.nanoTime();
        String run = "run-" + UUID.randomUUID();
        Tally tally = new Tally();
        spark.sparkContext().register(tally);
        Dataset<Row> outcomes = stage.body().outcomes(wave, retry, tally);
        StructType schema = outcomes.schema();
        String data = stage.directory().data(run).toString();
        // a task has one shard, kept and rejected: to write both at once is quicker than to sort all rows by outcome
        spark.conf().set("spark.sql.maxConcurrentOutputFileWriters", MOST_OPEN_FILES);
        // rows with trails make Spark generate a method that HotSpot would interpret; above the limit Spark cuts it in
        // parts
        spark.conf().set("spark.sql.codegen.hugeMethodLimit", MOST_COMPILED_BYTECODES);
        tally.counting(outcomes)
                .write()
                .partitionBy(Outcomes.SHARD, Outcomes.OUTCOME)
                .parquet(data);
        return new Written(run, schema.json(), tally.value(), (System.nanoTime() - start) * 1e-9 / wave.size());
    }

    private StageOutput finish(StageDirectory directory, StageDirectory.Header header) throws IOException {
        Map<Integer, ShardManifest> manifests = directory.manifests();
        StageOutput done = output(directory, header, manifests);
        StageReport report = done.report();
        reports.add(report);
        LOG.info(
                "{} {}: in {}, kept {}, rejected {} {}",
                job,
                header.name(),
                report.in(),
                report.kept(),
                report.rejectedRows(),
                new TreeMap<>(report.rejected()));
        return done;
    }

    private StageOutput output(
            StageDirectory directory, StageDirectory.Header header, Map<Integer, ShardManifest> manifests) {
        StructType schema = (StructType) DataType.fromJson(String.valueOf(header.schema()));
        return new StageOutput(spark, directory, header, schema, manifests);
    }

    private void describe(String what) {
        // a stop that came between two Spark jobs has found none to cancel
        Progress.throwStop();
        spark.sparkContext().setJobDescription(job + " " + what);
    }
}
