package org.alignersquad.benchmarks;

import static org.apache.spark.sql.functions.expr;

import org.alignersquad.core.spark.StageOutput;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Which criterion a squad would call first, against the two labels that answers of TruthfulQA carry. Argument: the folder
 * of a stage of job align over labelled rows (prompt, response, criterion, label, source), such as {@code
 * out/real/align/inspected}.
 */
public final class FirstCalled {
    private FirstCalled() {}

    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .appName("first called")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        try {
            Dataset<Row> answers = StageOutput.open(spark, arguments[0])
                    .kept()
                    .where("source LIKE 'truthfulqa%'")
                    .groupBy("prompt", "response")
                    .agg(
                            expr("max(CASE WHEN criterion = 'factuality' THEN label END) AS wrong"),
                            expr("max(CASE WHEN criterion = 'helpful' THEN label END) AS unhelpful"),
                            expr("first(worst_criterion) AS worst"))
                    .where("wrong IS NOT NULL AND unhelpful IS NOT NULL");
            answers.groupBy("wrong", "unhelpful")
                    .agg(
                            expr("count(*) AS answers"),
                            expr("count_if(worst = 'factuality') AS factuality_first"),
                            expr("count_if(worst = 'helpful') AS helpful_first"),
                            expr("count_if(worst IS NULL) AS none_called"))
                    .orderBy("wrong", "unhelpful")
                    .show();
        } finally {
            spark.stop();
        }
    }
}
