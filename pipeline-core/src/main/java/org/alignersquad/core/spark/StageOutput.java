package org.alignersquad.core.spark;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.text.Hashes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A finished stage: its rows can be read, whole or by shard, and its counts are known. */
public final class StageOutput {
    private static final int MOST_PARTS = 64;

    private final SparkSession spark;
    private final StageDirectory directory;
    private final StageDirectory.Header header;
    private final StructType schema;
    private final Map<Integer, ShardManifest> manifests;

    StageOutput(
            SparkSession spark,
            StageDirectory directory,
            StageDirectory.Header header,
            StructType schema,
            Map<Integer, ShardManifest> manifests) {
        this.spark = spark;
        this.directory = directory;
        this.header = header;
        this.schema = schema;
        this.manifests = new TreeMap<>(manifests);
    }

    /**
     * Opens a finished stage of an earlier run, which may be another job's.
     *
     * @param path the stage's folder: {@code <job's output>/<stage>}
     * @throws ConfigException where there is no stage, or one that lacks shards
     */
    public static StageOutput open(SparkSession spark, String path) {
        try {
            StageDirectory directory =
                    new StageDirectory(path, spark.sessionState().newHadoopConf());
            StageDirectory.Header header = directory.finished();
            StructType schema = (StructType) DataType.fromJson(requireNonNull(header.schema()));
            return new StageOutput(spark, directory, header, schema, directory.manifests());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open stage " + path, e);
        }
    }

    public String name() {
        return header.name();
    }

    /** The columns of kept rows, and {@code shard}. */
    public StructType schema() {
        StructType columns = new StructType();
        for (StructField field : schema.fields()) {
            boolean own = field.name().equals(Outcomes.REJECT) || field.name().equals(Outcomes.OUTCOME);
            if (!own) columns = columns.add(field);
        }
        return columns;
    }

    /** Changes with anything that could change a row: goes into the fingerprints of the stages that read this one. */
    public String fingerprint() {
        long retries =
                manifests.values().stream().mapToLong(ShardManifest::retries).sum();
        return retries == 0 ? header.fingerprint() : Hashes.id(header.fingerprint(), "retries", retries(manifests));
    }

    private static String retries(Map<Integer, ShardManifest> manifests) {
        return manifests.values().stream().map(ShardManifest::retries).toList().toString();
    }

    public int shards() {
        return header.shards();
    }

    /** Kept rows with their columns and {@code shard}. */
    public Dataset<Row> kept() {
        return kept(manifests.keySet());
    }

    public Dataset<Row> kept(Collection<Integer> shards) {
        return read(shards, Outcomes.KEPT).drop(Outcomes.REJECT, Outcomes.OUTCOME);
    }

    /** Kept rows of these shards, with one Spark task for each shard and, up to some number of shards, no shuffle. */
    Dataset<Row> oneTaskEach(List<Integer> shards) {
        // a plan with a part for each shard is no longer quick to make when there are very many
        if (shards.size() > MOST_PARTS) return Shards.oneTaskEach(kept(shards), shards);
        Dataset<Row> all = kept(List.of(shards.get(0))).coalesce(1);
        for (int shard : shards.subList(1, shards.size())) {
            all = all.union(kept(List.of(shard)).coalesce(1));
        }
        return all;
    }

    /** Kept and rejected rows with all columns, {@code reject} and {@code outcome} too. */
    public Dataset<Row> rows() {
        return rows(manifests.keySet());
    }

    /** Rejected rows: id, stage, reason, detail, raw. */
    public Dataset<Row> rejects() {
        return read(manifests.keySet(), Outcomes.REJECTED)
                .select(
                        col("reject.id").as("id"),
                        lit(name()).as("stage"),
                        col("reject.reason").as("reason"),
                        col("reject.detail").as("detail"),
                        col("reject.raw").as("raw"));
    }

    /** As {@link #rows()}, of some shards. */
    Dataset<Row> rows(Collection<Integer> shards) {
        return read(shards, Outcomes.KEPT).union(read(shards, Outcomes.REJECTED));
    }

    public long keptRows(int shard) {
        ShardManifest manifest = manifests.get(shard);
        return manifest == null ? 0 : manifest.kept();
    }

    public StageReport report() {
        long kept = 0;
        double seconds = 0;
        Map<String, Long> rejected = new TreeMap<>();
        for (ShardManifest manifest : manifests.values()) {
            kept += manifest.kept();
            seconds += manifest.seconds();
            manifest.rejected().forEach((reason, rows) -> rejected.merge(reason, rows, Long::sum));
        }
        long in = kept + rejected.values().stream().mapToLong(Long::longValue).sum();
        return new StageReport(name(), in, kept, rejected, seconds);
    }

    /** Figures that the tasks added up while they wrote, over all shards, which are added in their order. */
    public Map<String, Double> sums() {
        Map<String, Double> sums = new TreeMap<>();
        for (ShardManifest manifest : manifests.values()) {
            if (manifest.sums() != null) manifest.sums().forEach((name, sum) -> sums.merge(name, sum, Double::sum));
        }
        return sums;
    }

    /** All rows' checksums together: equal outputs have equal ones, whatever run wrote them. */
    public String checksum() {
        long all = 0;
        for (ShardManifest manifest : manifests.values()) {
            all ^= Long.parseUnsignedLong(manifest.checksum(), 16);
        }
        return String.format("%016x", all);
    }

    private Dataset<Row> read(Collection<Integer> shards, String outcome) {
        Map<String, List<ShardManifest>> runs = shards.stream()
                .map(manifests::get)
                .filter(manifest -> manifest != null && rows(manifest, outcome) > 0)
                .collect(Collectors.groupingBy(ShardManifest::run, TreeMap::new, Collectors.toList()));
        Dataset<Row> all = spark.createDataFrame(new ArrayList<>(), schema);
        for (var run : runs.entrySet()) {
            all = all.union(readRun(run.getKey(), run.getValue(), outcome));
        }
        return all;
    }

    private Dataset<Row> readRun(String run, List<ShardManifest> shards, String outcome) {
        String base = directory.data(run).toString();
        String[] folders = shards.stream()
                .map(manifest -> base + "/shard=" + manifest.shard() + "/outcome=" + outcome)
                .toArray(String[]::new);
        Dataset<Row> rows = spark.read().schema(schema).option("basePath", base).parquet(folders);
        return rows.select(java.util.Arrays.stream(schema.fieldNames())
                .map(n -> col("`" + n + "`"))
                .toArray(org.apache.spark.sql.Column[]::new));
    }

    private static long rows(ShardManifest manifest, String outcome) {
        return outcome.equals(Outcomes.KEPT) ? manifest.kept() : manifest.rows() - manifest.kept();
    }
}
