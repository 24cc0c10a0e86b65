package org.alignersquad.core.spark;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.spark.CorpusPlan.Dealing;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A corpus dealt out to shards, the same in every run over the same files: where possible by pieces of its files, so that
 * one task reads, works and writes and no row is shuffled; else by the hash of the id ({@link CorpusPlan}).
 *
 * <p>While it is open, the session cuts files as the plan does; for one thread, which closes it.
 */
public final class CorpusShards implements AutoCloseable {
    private final SparkSession spark;
    private final CorpusPlan plan;
    private final Dataset<Row> table;
    private final Map<String, @Nullable String> settings;

    private CorpusShards(
            SparkSession spark, CorpusPlan plan, Dataset<Row> table, Map<String, @Nullable String> settings) {
        this.spark = spark;
        this.plan = plan;
        this.table = table;
        this.settings = settings;
    }

    /**
     * @param corpus what to deal
     * @param shards about how many, where it is dealt by pieces, else exactly
     * @param sample rows to draw by the hash of their ids; null for all
     * @param byId why its rows must meet by the hash of their ids, for people; null where they need not
     */
    public record Request(
            CorpusConfig corpus,
            int shards,
            @Nullable Integer sample,
            @Nullable String byId) {}

    /** @param output folder of the job, where the plan is kept */
    public static CorpusShards open(SparkSession spark, Request request, String output) {
        Map<String, @Nullable String> before = cut(spark, bytes(spark, request.corpus()) / request.shards() + 1);
        try {
            return open(spark, request, output, before);
        } catch (RuntimeException | Error e) {
            restore(spark, before);
            throw e;
        }
    }

    private static CorpusShards open(
            SparkSession spark, Request request, String output, Map<String, @Nullable String> before) {
        Configuration conf = spark.sessionState().newHadoopConf();
        Dataset<Row> rows = Corpus.unnumbered(spark, request.corpus());
        String why = request.sample() == null ? request.byId() : "a sample";
        List<List<String>> pieces = why == null ? CorpusPlan.pieces(rows) : null;
        if (why == null && pieces == null) why = "the table is not read from files";
        String of = Hashes.id(
                Json.line(request),
                content(spark, conf, request.corpus()),
                Json.line(pieces == null ? List.of() : pieces));
        CorpusPlan plan = CorpusPlan.read(conf, output);
        if (plan == null || !plan.of().equals(of)) {
            spark.sparkContext().setJobDescription("count rows and look for repeated ids");
            plan = pieces == null
                    ? CorpusPlan.byId(of, request.corpus(), requireNonNull(why), request.shards())
                    : CorpusPlan.of(
                            of, request.corpus(), request.shards(), pieces, RepeatedIds.of(rows, col(Corpus.ID)));
            plan.write(conf, output);
        }
        return new CorpusShards(spark, plan, table(rows, request, plan), before);
    }

    private static Dataset<Row> table(Dataset<Row> rows, Request request, CorpusPlan plan) {
        if (plan.dealing() == Dealing.BY_PIECE) return rows.withColumn(Outcomes.SHARD, spark_partition_id());
        Dataset<Row> numbered = Corpus.numbered(rows);
        Integer sample = request.sample();
        if (sample != null) {
            numbered =
                    numbered.orderBy(xxhash64(col(Corpus.ID)), col(Corpus.ID)).limit(sample);
        }
        return numbered.withColumn(Outcomes.SHARD, Shards.of(col(Corpus.ID), plan.shards()));
    }

    private static String content(SparkSession spark, Configuration conf, CorpusConfig corpus) {
        if (corpus.format() != CorpusFormat.TABLE) return FileListing.fingerprint(conf, corpus.path());
        // a table's files are never written twice under one name
        return Hashes.id(spark.table(corpus.path()).inputFiles());
    }

    private static long bytes(SparkSession spark, CorpusConfig corpus) {
        if (corpus.format() != CorpusFormat.TABLE) {
            return FileListing.bytes(spark.sessionState().newHadoopConf(), corpus.path());
        }
        return spark.table(corpus.path())
                .queryExecution()
                .optimizedPlan()
                .stats()
                .sizeInBytes()
                .longValue();
    }

    /** Has Spark cut files at these lengths, whatever the cluster's size. */
    private static Map<String, @Nullable String> cut(SparkSession spark, long bytes) {
        Map<String, String> wanted = Map.of(
                "spark.sql.files.maxPartitionBytes", bytes + "b",
                "spark.sql.files.openCostInBytes", "0b",
                "spark.sql.files.minPartitionNum", "1");
        Map<String, @Nullable String> before = new TreeMap<>();
        wanted.forEach((key, value) -> {
            before.put(key, spark.conf().contains(key) ? spark.conf().get(key) : null);
            spark.conf().set(key, value);
        });
        return before;
    }

    private static void restore(SparkSession spark, Map<String, @Nullable String> settings) {
        settings.forEach((key, value) -> {
            if (value == null) spark.conf().unset(key);
            else spark.conf().set(key, value);
        });
    }

    public int shards() {
        return plan.shards();
    }

    /** Changes with the files and with the way in which rows are dealt. */
    public String fingerprint() {
        return Hashes.id(plan.of(), plan.dealing().name());
    }

    /** Rows of a shard, or -1 where nobody has counted them. */
    public long rows(int shard) {
        return plan.rows().isEmpty() ? -1 : plan.rows().get(shard);
    }

    /** All rows: the corpus's columns, those of {@link Corpus}, and {@code shard}. */
    public Dataset<Row> rows() {
        return table;
    }

    /**
     * Works on the rows of these shards, one task for each, in the same order in every run.
     *
     * @param columns takes of {@link #rows}, row by row, what the body needs
     * @param body given a shard's rows
     * @param resources what Spark gives the tasks
     */
    public Dataset<Row> each(
            List<Integer> shards,
            UnaryOperator<Dataset<Row>> columns,
            MapPartitionsFunction<Row, Row> body,
            Encoder<Row> encoder,
            StageResources resources) {
        if (plan.dealing() == Dealing.BY_PIECE)
            return resources.mapPartitions(columns.apply(table), new Only(new HashSet<>(shards), body), encoder);
        Dataset<Row> wanted = shards.size() == plan.shards()
                ? table
                : table.where(col(Outcomes.SHARD).isin(shards.toArray()));
        Dataset<Row> dealt = Shards.oneTaskEach(wanted, shards).sortWithinPartitions(col(Corpus.ID));
        return resources.mapPartitions(columns.apply(dealt), body, encoder);
    }

    /** The tasks of other shards have nothing to do: they do not open their files. */
    private record Only(Set<Integer> shards, MapPartitionsFunction<Row, Row> body)
            implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) throws Exception {
            return shards.contains(TaskContext.getPartitionId()) ? body.call(rows) : Collections.emptyIterator();
        }
    }

    @Override
    public void close() {
        restore(spark, settings);
    }
}
