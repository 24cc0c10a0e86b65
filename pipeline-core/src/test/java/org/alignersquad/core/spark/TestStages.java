package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStages {
    private static final int SHARDS = 6;

    @TempDir
    Path output;

    private final AtomicInteger computed = new AtomicInteger();

    private Stages stages() {
        return new Stages(LocalSpark.session(), "test", output.toString());
    }

    private StageOutput numbers(Stages stages) {
        return stages.whole("numbers", SHARDS, "v1", () -> {
            computed.incrementAndGet();
            Dataset<Row> rows = LocalSpark.session().range(600).toDF("n");
            return Outcomes.kept(rows.withColumn("shard", Shards.of(col("n"), SHARDS)));
        });
    }

    private static Dataset<Row> rejectOdd(Dataset<Row> rows) {
        Column reason = when(col("n").mod(2).equalTo(1), lit("too-long"));
        return Outcomes.where(rows, reason, col("n"), lit("odd"), lit(null));
    }

    @Test
    void everyRowIsKeptOrRejectedAndCanBeReadBack() {
        Stages stages = stages();
        StageOutput even = stages.each("even", numbers(stages), 4, "v1", TestStages::rejectOdd);
        assertThat(even.report().in()).isEqualTo(600);
        assertThat(even.report().kept()).isEqualTo(300);
        assertThat(even.report().rejected()).containsExactly(java.util.Map.entry("too-long", 300L));
        assertThat(even.kept().select("n").distinct().count()).isEqualTo(300);
        assertThat(even.rejects().where("stage = 'even' and detail = 'odd'").count())
                .isEqualTo(300);
        assertThat(even.rejects().columns()).containsExactly("id", "stage", "reason", "detail", "raw");
    }

    @Test
    void finishedStagesAreSkippedAndReportTheSame() {
        StageOutput first = numbers(stages());
        StageOutput second = numbers(stages());
        assertThat(computed).hasValue(1);
        assertThat(second.report()).isEqualTo(first.report());
        assertThat(second.checksum()).isEqualTo(first.checksum());
    }

    @Test
    void otherSettingsStartAnewAndChangeTheFingerprintsDownstream() {
        Stages stages = stages();
        StageOutput before = stages.each("even", numbers(stages), 6, "v1", TestStages::rejectOdd);
        StageOutput after = stages.each("even", numbers(stages), 6, "v2", Outcomes::kept);
        assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
        assertThat(after.report().kept()).isEqualTo(600);
        assertThat(after.kept().count()).isEqualTo(600);
    }

    @Test
    void killedStageGoesOnAtItsMissingShardsAndOrphansAreIgnored() throws IOException {
        Stages stages = stages();
        StageOutput numbers = numbers(stages);
        assertThatThrownBy(() -> stages.each("even", numbers, 2, "v1", rows -> failFrom(rows, 4)))
                .hasStackTraceContaining("killed here");
        assertThat(manifests("even")).containsExactly("0.json", "1.json", "2.json", "3.json");

        // what a kill between data and manifest leaves: files that no manifest names
        Path orphan = output.resolve("even/data/run-orphan/shard=5/outcome=kept");
        Files.createDirectories(orphan);
        LocalSpark.session()
                .range(7)
                .toDF("n")
                .write()
                .parquet(orphan.resolve("x").toString());
        Files.writeString(output.resolve("even/_manifest/5.json"), "{\"shard\": 5, \"ru");

        AtomicInteger waves = new AtomicInteger();
        StageOutput even = stages.each("even", numbers, 2, "v1", rows -> {
            waves.incrementAndGet();
            return rejectOdd(rows);
        });
        assertThat(waves).hasValue(1);
        assertThat(even.report().kept()).isEqualTo(300);
        assertThat(even.kept().count()).isEqualTo(300);
        assertThat(output.resolve("even/data/run-orphan")).doesNotExist();

        StageOutput undisturbed = new Stages(LocalSpark.session(), "test", output + "/other")
                .each("even", numbers, 6, "v1", TestStages::rejectOdd);
        assertThat(even.checksum()).isEqualTo(undisturbed.checksum());
    }

    /** Rows that a glob over the files finds, as tools do that know nothing of manifests. */
    private long rowsInFiles(String stage) {
        return LocalSpark.session()
                .read()
                .option("recursiveFileLookup", true)
                .parquet(output + "/" + stage + "/data")
                .count();
    }

    @Test
    void aWholeStageKilledBetweenTwoCommitsLeavesNoRowTwice() throws IOException {
        String checksum = numbers(stages()).checksum();
        // the driver died when it had committed four shards of a run whose files were all written
        for (int shard : new int[] {2, 5}) {
            Files.delete(output.resolve("numbers/_manifest/" + shard + ".json"));
            Files.deleteIfExists(output.resolve("numbers/_manifest/." + shard + ".json.crc"));
        }
        StageOutput resumed = numbers(stages());
        assertThat(computed).hasValue(2);
        assertThat(resumed.checksum()).isEqualTo(checksum);
        assertThat(resumed.kept().count()).isEqualTo(600);
        assertThat(rowsInFiles("numbers")).isEqualTo(600);
    }

    private StageOutput asked(StageOutput input, Column failing, AtomicInteger seen) {
        return stages().each("asked", input, 2, "v1", rows -> {
            Dataset<Row> withId = rows.withColumn("id", col("n").cast("string"));
            seen.addAndGet((int) withId.count());
            return Outcomes.where(withId, when(failing, lit("rate-limited")), col("id"), lit("429"), lit(null));
        });
    }

    @Test
    void rowsThatFailedInPassingAreComputedAgainByTheNextRunAndOnlyThose() throws IOException {
        StageOutput input = stages().whole("ids", SHARDS, "v1", () -> {
            Dataset<Row> rows = LocalSpark.session().range(600).toDF("n");
            return Outcomes.kept(
                    rows.withColumn("id", col("n").cast("string")).withColumn("shard", Shards.of(col("n"), SHARDS)));
        });
        AtomicInteger seen = new AtomicInteger();
        StageOutput first = asked(input, col("n").mod(10).equalTo(0), seen);
        assertThat(first.report().rejected()).isEqualTo(java.util.Map.of("rate-limited", 60L));
        assertThat(seen).hasValue(600);

        seen.set(0);
        StageOutput second = asked(input, col("n").mod(100).equalTo(0), seen);
        assertThat(seen).hasValue(60);
        assertThat(second.report().rejected()).isEqualTo(java.util.Map.of("rate-limited", 6L));
        assertThat(second.report().in()).isEqualTo(600);
        assertThat(second.kept().select("n").distinct().count()).isEqualTo(594);
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(rowsInFiles("asked")).isEqualTo(600);

        // and one that is of no avail changes nothing downstream
        StageOutput third = asked(input, col("n").mod(100).equalTo(0), seen);
        assertThat(third.fingerprint()).isEqualTo(second.fingerprint());
        assertThat(third.checksum()).isEqualTo(second.checksum());
        assertThat(rowsInFiles("asked")).isEqualTo(600);
    }

    private static Dataset<Row> failFrom(Dataset<Row> rows, int shard) {
        return rejectOdd(rows.withColumn(
                "n",
                when(col("shard").geq(shard), raise_error(lit("killed here")).cast("long"))
                        .otherwise(col("n"))));
    }

    private List<String> manifests(String stage) throws IOException {
        try (Stream<Path> files = Files.list(output.resolve(stage + "/_manifest"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aBodyThatLosesRowsIsFoundOut() {
        Stages stages = stages();
        StageOutput numbers = numbers(stages);
        assertThatThrownBy(() -> stages.each("lossy", numbers, 6, "v1", rows -> Outcomes.kept(rows.where("n > 10"))))
                .hasMessageContaining("Stage lossy, shard ")
                .hasMessageContaining("rows went in");
    }

    @Test
    void oneTaskHoldsOneShardWhole() {
        Dataset<Row> rows = LocalSpark.session().range(1000).toDF("n").withColumn("shard", Shards.of(col("n"), 7));
        Dataset<Row> placed = Shards.oneTaskEach(rows.where("shard in (1, 2, 5, 6)"), List.of(1, 2, 5, 6));
        List<Row> pairs = placed.selectExpr("shard", "spark_partition_id() p")
                .distinct()
                .orderBy("p")
                .collectAsList();
        assertThat(pairs.toString()).isEqualTo("[[1,0], [2,1], [5,2], [6,3]]");
    }
}
