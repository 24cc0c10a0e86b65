package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainedOn {
    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 1)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private TrainedOn trainedOn() {
        return new TrainedOn(spark, folder + "/triples", folder + "/train");
    }

    /** @param from first of the ids @param to after the last of them */
    private void triples(int from, int to, String answer) {
        spark.range(from, to)
                .selectExpr(
                        "cast(id AS string) AS id",
                        "concat('question ', id) AS input",
                        "'bad' AS initial_response",
                        answer + " AS aligned_response",
                        "'ethical' AS criterion")
                .write()
                .mode("overwrite")
                .partitionBy("criterion")
                .parquet(folder + "/triples");
    }

    @Test
    void countsRowsThatCameWentOrChanged() {
        triples(0, 100, "'good'");
        assertThat(trainedOn().changed()).as("never trained").isEqualTo(1);
        trainedOn().record();
        assertThat(trainedOn().changed()).isZero();
        triples(0, 107, "'good'");
        assertThat(trainedOn().changed()).as("seven came").isEqualTo(.07);
        triples(4, 100, "if(id = 50, 'better', 'good')");
        assertThat(trainedOn().changed()).as("four went, one changed").isEqualTo(.05);
        trainedOn().record();
        assertThat(trainedOn().changed()).isZero();
    }
}
