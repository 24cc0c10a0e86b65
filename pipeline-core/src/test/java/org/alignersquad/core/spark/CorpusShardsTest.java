package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.spark.CorpusPlan.Dealing;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusShardsTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int SHARDS = 5;
    private static final int ROWS = 400;
    private static final String CUT = "spark.sql.files.maxPartitionBytes";

    @TempDir
    Path folder;

    private CorpusConfig corpus;

    @BeforeEach
    void write() throws IOException {
        List<String> lines = IntStream.range(0, ROWS)
                .mapToObj(i -> "{\"id\":\"row-" + i + "\",\"q\":\"question " + i + "\"}")
                .toList();
        Files.createDirectory(folder.resolve("dump"));
        Files.write(folder.resolve("dump/a.jsonl"), lines.subList(0, 300));
        Files.write(folder.resolve("dump/b.jsonl"), lines.subList(300, ROWS));
        corpus = new CorpusConfig(folder + "/dump", CorpusFormat.JSONL, "q", null, "id", null, null, null, null);
    }

    private CorpusShards open(CorpusConfig config) {
        return CorpusShards.open(SPARK, new CorpusShards.Request(config, SHARDS, null, null), folder.toString());
    }

    private CorpusPlan plan() {
        CorpusPlan plan = CorpusPlan.read(SPARK.sessionState().newHadoopConf(), folder.toString());
        assertThat(plan).isNotNull();
        return plan;
    }

    private static List<String> ids(CorpusShards shards, int... wave) {
        MapPartitionsFunction<Row, Row> same = rows -> rows;
        List<Integer> wanted = IntStream.of(wave).boxed().toList();
        Dataset<Row> rows = shards.each(
                wanted,
                all -> all,
                same,
                org.apache.spark.sql.Encoders.row(shards.rows().schema()),
                StageResources.NONE);
        return rows.select("id", Outcomes.SHARD).collectAsList().stream()
                .map(row -> row.getString(0) + " of " + row.getInt(1))
                .toList();
    }

    @Test
    void piecesOfFilesHoldEveryRowOnceAndTheSameInEveryRun() {
        List<String> first = new ArrayList<>();
        try (CorpusShards shards = open(corpus)) {
            assertThat(plan().dealing()).isEqualTo(Dealing.BY_PIECE);
            assertThat(shards.shards()).isBetween(SHARDS, 2 * SHARDS);
            for (int shard = 0; shard < shards.shards(); shard++) {
                List<String> ids = ids(shards, shard);
                assertThat(ids).hasSize((int) shards.rows(shard)).allMatch(id -> id.matches(".* of \\d"));
                first.addAll(ids);
            }
        }
        assertThat(first.stream().map(id -> id.replaceAll(" of .*", "")))
                .hasSize(ROWS)
                .doesNotHaveDuplicates();
        try (CorpusShards again = open(corpus)) {
            assertThat(ids(again, IntStream.range(0, again.shards()).toArray())).isEqualTo(first);
        }
    }

    @Test
    void aSecondRunFollowsThePlanAndOneOverOtherFilesDoesNot() throws IOException {
        String fingerprint;
        try (CorpusShards shards = open(corpus)) {
            fingerprint = shards.fingerprint();
        }
        FileTime written = Files.getLastModifiedTime(folder.resolve("plan.json"));
        try (CorpusShards again = open(corpus)) {
            assertThat(again.fingerprint()).isEqualTo(fingerprint);
        }
        assertThat(Files.getLastModifiedTime(folder.resolve("plan.json"))).isEqualTo(written);
        // as long as before
        Files.setLastModifiedTime(folder.resolve("dump/a.jsonl"), FileTime.fromMillis(1_000_000_000_000L));
        try (CorpusShards touched = open(corpus)) {
            assertThat(touched.fingerprint()).isNotEqualTo(fingerprint);
        }
        Files.copy(folder.resolve("dump/a.jsonl"), folder.resolve("dump/c.jsonl"));
        try (CorpusShards more = open(corpus)) {
            assertThat(plan().dealing()).as(plan().why()).isEqualTo(Dealing.BY_ID);
            assertThat(IntStream.range(0, SHARDS)
                            .mapToObj(shard -> ids(more, shard))
                            .flatMap(List::stream))
                    .hasSize(700);
        }
    }

    @Test
    void idsThatRepeatAreNumbered() throws IOException {
        Files.write(folder.resolve("dump/c.jsonl"), List.of("{\"id\":\"row-7\",\"q\":\"another\"}"));
        try (CorpusShards shards = open(corpus)) {
            assertThat(plan().why()).isEqualTo("ids repeat, and are numbered");
            assertThat(shards.rows()
                            .where(Corpus.ID + " in ('row-7', 'row-7-2')")
                            .count())
                    .isEqualTo(2);
            assertThat(shards.rows().select(Corpus.ID).distinct().count()).isEqualTo(ROWS + 1);
        }
    }

    @Test
    void oneRowGroupIsDealtToAllShards() {
        Dataset<Row> rows = SPARK.range(1000).selectExpr("cast(id AS string) AS id", "'why' AS q");
        rows.coalesce(1).write().parquet(folder + "/one");
        CorpusConfig one =
                new CorpusConfig(folder + "/one", CorpusFormat.PARQUET, "q", null, "id", null, null, null, null);
        try (CorpusShards shards = open(one)) {
            assertThat(plan().why())
                    .isEqualTo("the largest piece that Spark can cut has 1000 rows, 5 equal shards would have 200");
            assertThat(ids(shards, 2)).hasSizeBetween(100, 300);
        }
    }

    @Test
    void aTableOfFilesIsDealtByPieceAndAViewByItsIds() {
        SPARK.range(0, 1000, 1, 5)
                .selectExpr("cast(id AS string) AS id", "'why' AS q")
                .write()
                .mode("overwrite")
                .option("path", folder + "/table")
                .saveAsTable("shards_table");
        SPARK.range(1000).selectExpr("cast(id AS string) AS id", "'why' AS q").createOrReplaceTempView("shards_view");
        Map<String, Dealing> wanted = Map.of("shards_table", Dealing.BY_PIECE, "shards_view", Dealing.BY_ID);
        wanted.forEach((name, dealing) -> {
            CorpusConfig table = new CorpusConfig(name, CorpusFormat.TABLE, "q", null, "id", null, null, null, null);
            try (CorpusShards shards = open(table)) {
                assertThat(plan().dealing()).as(plan().why()).isEqualTo(dealing);
                int[] all = IntStream.range(0, shards.shards()).toArray();
                assertThat(ids(shards, all)).hasSize(1000).doesNotHaveDuplicates();
            }
        });
        SPARK.sql("DROP TABLE shards_table");
    }

    @Test
    void theSessionCutsFilesAsBeforeWhenAllIsDone() {
        SPARK.conf().set(CUT, "3mb");
        try (CorpusShards shards = open(corpus)) {
            assertThat(SPARK.conf().get(CUT)).endsWith("b");
            assertThat(shards.shards()).isPositive();
        }
        CorpusConfig wrong =
                new CorpusConfig(folder + "/dump", CorpusFormat.JSONL, "nowhere", null, "id", null, null, null, null);
        assertThatThrownBy(() -> open(wrong)).hasMessageContaining("nowhere");
        assertThat(SPARK.conf().get(CUT)).isEqualTo("3mb");
        SPARK.conf().unset(CUT);
    }
}
