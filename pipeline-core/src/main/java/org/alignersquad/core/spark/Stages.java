package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages of a job under one output directory. A stage that is complete for the same fingerprint (code version,
 * inputs, settings) is skipped; a half-done one goes on with its missing shards; any other starts anew.
 *
 * <p>A body gives outcomes ({@link Outcomes}). Shards are written in waves; a killed run loses at most a wave.
 */
public final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    /** Of one task at a time; tasks with more partitions than this sort their rows. */
    private static final long MOST_OPEN_FILES = 4;

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
        return stage(name, shards, shards, settings, wave -> body.get(), wave -> -1L);
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
                wave -> body.apply(input.oneTaskEach(wave)),
                expected);
    }

    private interface WaveBody {
        Dataset<Row> outcomes(List<Integer> wave);
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
            StageDirectory.Header header = resumeOrBegin(directory, name, shards, settings);
            List<Integer> missing = missing(directory, shards);
            for (int from = 0; from < missing.size(); from += shardsPerWave) {
                List<Integer> wave = missing.subList(from, Math.min(missing.size(), from + shardsPerWave));
                header = runWave(directory, header, wave, body, expected);
            }
            return finish(directory, header);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run stage " + name + " under " + output, e);
        }
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

    private static List<Integer> missing(StageDirectory directory, int shards) throws IOException {
        Map<Integer, ShardManifest> done = directory.manifests();
        List<Integer> missing = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            if (!done.containsKey(shard)) missing.add(shard);
        }
        return missing;
    }

    private StageDirectory.Header runWave(
            StageDirectory directory,
            StageDirectory.Header header,
            List<Integer> wave,
            WaveBody body,
            ExpectedRows expected)
            throws IOException {
        describe(header.name() + ": shards " + Shards.names(wave) + " of " + header.shards());
        long start = System.nanoTime();
        String run = "run-" + UUID.randomUUID();
        Dataset<Row> outcomes = body.outcomes(wave);
        StructType schema = outcomes.schema();
        // a task has one shard, kept and rejected: to write both at once is quicker than to sort all rows by outcome
        spark.conf().set("spark.sql.maxConcurrentOutputFileWriters", MOST_OPEN_FILES);
        outcomes.write()
                .partitionBy(Outcomes.SHARD, Outcomes.OUTCOME)
                .parquet(directory.data(run).toString());
        Map<Integer, Counts> counts = counts(schema, directory.data(run).toString());
        StageDirectory.Header described = new StageDirectory.Header(
                header.schemaVersion(), header.name(), header.fingerprint(), header.shards(), schema.json());
        if (header.schema() == null) directory.describe(described);
        double seconds = (System.nanoTime() - start) * 1e-9 / wave.size();
        for (int shard : wave) {
            Counts rows = counts.getOrDefault(shard, new Counts());
            rows.check(header.name(), shard, expected.of(shard));
            directory.commit(rows.manifest(shard, run, seconds));
        }
        return described;
    }

    /** What one shard's files hold, read back from them. */
    private static final class Counts {
        private long kept;
        private final Map<String, Long> rejected = new TreeMap<>();
        private long checksum;

        void add(Row row) {
            long rows = row.getAs("rows");
            checksum ^= row.<Long>getAs("checksum");
            if (row.getAs(Outcomes.OUTCOME).equals(Outcomes.KEPT)) kept += rows;
            else rejected.merge(row.getAs("reason"), rows, Long::sum);
        }

        void check(String stage, int shard, long expected) {
            long found =
                    kept + rejected.values().stream().mapToLong(Long::longValue).sum();
            if (expected >= 0 && found != expected) {
                throw new IllegalStateException("Stage " + stage + ", shard " + shard + ": " + expected
                        + " rows went in, " + kept + " kept and " + (found - kept) + " rejected came out");
            }
        }

        ShardManifest manifest(int shard, String run, double seconds) {
            String hex = String.format("%016x", checksum);
            return new ShardManifest(ShardManifest.SCHEMA_VERSION, shard, run, kept, rejected, hex, seconds);
        }
    }

    private Map<Integer, Counts> counts(StructType schema, String data) {
        Dataset<Row> written = spark.read().schema(schema).parquet(data);
        Dataset<Row> groups = written.groupBy(
                        col(Outcomes.SHARD),
                        col(Outcomes.OUTCOME),
                        col(Outcomes.REJECT + ".reason").as("reason"))
                .agg(
                        count(lit(1)).as("rows"),
                        expr("bit_xor(xxhash64(" + columns(schema) + "))").as("checksum"));
        Map<Integer, Counts> counts = new TreeMap<>();
        for (Row row : groups.collectAsList()) {
            counts.computeIfAbsent(row.getAs(Outcomes.SHARD), shard -> new Counts())
                    .add(row);
        }
        return counts;
    }

    private static String columns(StructType schema) {
        List<String> names = new ArrayList<>();
        for (StructField field : schema.fields()) {
            names.add(Checksums.hashable("`" + field.name() + "`", field.dataType(), 0));
        }
        return String.join(", ", names);
    }

    private StageOutput finish(StageDirectory directory, StageDirectory.Header header) throws IOException {
        Map<Integer, ShardManifest> manifests = directory.manifests();
        directory.deleteOrphans(manifests);
        StructType schema = (StructType) DataType.fromJson(String.valueOf(header.schema()));
        StageOutput done = new StageOutput(spark, directory, header, schema, manifests);
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

    private void describe(String what) {
        spark.sparkContext().setJobDescription(job + " " + what);
    }
}
