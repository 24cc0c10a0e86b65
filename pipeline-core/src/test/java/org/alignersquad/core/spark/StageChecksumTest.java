package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageChecksumTest {
    @TempDir
    Path root;

    @Test
    void seesMapsWhereverTheyAre() {
        String first = checksum("a", "map('x', 1.0f)", "array(named_struct('scores', map('x', 1.0f)))");

        assertThat(checksum("b", "map('x', 1.0f)", "array(named_struct('scores', map('x', 1.0f)))"))
                .as("same rows, same checksum")
                .isEqualTo(first);
        assertThat(checksum("c", "map('x', 2.0f)", "array(named_struct('scores', map('x', 1.0f)))"))
                .isNotEqualTo(first);
        assertThat(checksum("d", "map('x', 1.0f)", "array(named_struct('scores', map('x', 2.0f)))"))
                .isNotEqualTo(first);
    }

    private String checksum(String stage, String map, String nested) {
        Dataset<Row> rows =
                LocalSpark.session().range(5).selectExpr("id", map + " AS scores", nested + " AS trail", "0 AS shard");
        Stages stages = new Stages(LocalSpark.session(), "test", root.toString());
        return stages.whole(stage, 1, List.of(), () -> Outcomes.kept(rows)).checksum();
    }
}
