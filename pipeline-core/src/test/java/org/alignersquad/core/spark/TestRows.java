package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRows {
    record Inner(String name, float weight) {}

    record Everything(
            String text,
            int count,
            long big,
            double ratio,
            boolean yes,
            @Nullable Integer maybe,
            Instant at,
            RejectReason reason,
            Inner inner,
            List<Inner> inners,
            Map<String, Double> scores) {}

    private static final Everything FULL = new Everything(
            "grüß \uD83D\uDE00",
            1,
            1L << 40,
            .5,
            true,
            null,
            Instant.parse("2026-01-02T03:04:05.123456Z"),
            RejectReason.WRONG_LANGUAGE,
            new Inner("a", 1.5f),
            List.of(new Inner("b", 2f), new Inner("c", 3f)),
            Map.of("x", .25));

    @Test
    void recordsSurviveParquet(@TempDir Path folder) {
        Rows<Everything> rows = Rows.of(Everything.class);
        Dataset<Row> table = LocalSpark.session().createDataset(List.of(rows.row(FULL)), rows.encoder());
        String path = folder.resolve("t").toString();
        table.write().parquet(path);
        Row read = LocalSpark.session().read().parquet(path).head();
        assertThat(rows.record(read)).isEqualTo(FULL);
        assertThat(rows.schema().fieldNames()).contains("maybe", "reason", "inners");
    }

    @Test
    void outcomesHoldKeptAndRejectedRowsInOneTable() {
        Outcomes<Inner> outcomes = Outcomes.of(Inner.class);
        Reject reject = new Reject("r1", RejectReason.EMPTY, "nothing there", null);
        List<Row> rows = Arrays.asList(outcomes.kept(3, new Inner("k", 1f)), outcomes.rejected(4, reject));
        Dataset<Row> table = LocalSpark.session().createDataset(rows, outcomes.encoder());
        assertThat(table.where("outcome = 'kept'")
                        .select("name", "shard")
                        .head()
                        .mkString(","))
                .isEqualTo("k,3");
        assertThat(table.where("outcome = 'rejected'")
                        .select("reject.id", "reject.reason", "name")
                        .head()
                        .mkString(","))
                .isEqualTo("r1,empty,null");
    }
}
