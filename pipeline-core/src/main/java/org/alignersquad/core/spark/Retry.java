package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Another chance for rows of finished shards that were rejected for a passing reason: the others stay as they are.
 *
 * @param before all rows of these shards as an earlier run wrote them
 */
record Retry(Dataset<Row> before) {
    private static final String ID = "id";
    private static final Object[] PASSING = Arrays.stream(RejectReason.values())
            .filter(RejectReason::passing)
            .map(RejectReason::kebab)
            .toArray();

    /** Shards with such rows. */
    static List<Integer> shards(Map<Integer, ShardManifest> manifests) {
        List<Object> passing = Arrays.asList(PASSING);
        return manifests.values().stream()
                .filter(manifest -> manifest.rejected().keySet().stream().anyMatch(passing::contains))
                .map(ShardManifest::shard)
                .toList();
    }

    /** Of input rows those whose call failed; all of them where the input has no ids. */
    Dataset<Row> input(Dataset<Row> rows) {
        return hasId(rows) ? rows.join(failed(), rows.col(ID).equalTo(col("failed")), "left_semi") : rows;
    }

    /** What the body made of those, and the rows that need no other chance. */
    Dataset<Row> merged(Dataset<Row> outcomes) {
        if (!hasId(outcomes)) return outcomes;
        Dataset<Row> again = outcomes.join(failed(), outcomes.col(ID).equalTo(col("failed")), "left_semi");
        Dataset<Row> settled = before.where(before.col(Outcomes.OUTCOME)
                .equalTo(Outcomes.KEPT)
                .or(col(Outcomes.REJECT + ".reason").isin(PASSING).equalTo(false)));
        return again.unionByName(settled);
    }

    private Dataset<Row> failed() {
        return before.where(col(Outcomes.REJECT + ".reason").isin(PASSING))
                .select(col("reject.id").as("failed"));
    }

    private static boolean hasId(Dataset<Row> rows) {
        return List.of(rows.columns()).contains(ID);
    }
}
