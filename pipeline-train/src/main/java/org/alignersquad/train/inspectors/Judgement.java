package org.alignersquad.train.inspectors;

import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A response with its label and what inspector and baseline make of it.
 *
 * @param baseline the bag of words' log-odds; NaN where none was trained
 * @param length characters of the response
 */
record Judgement(
        String split,
        String group,
        String source,
        String questionType,
        int label,
        int length,
        double logOdds,
        double baseline) {
    static List<Judgement> of(List<Row> rows) {
        return rows.stream().map(Judgement::of).toList();
    }

    private static Judgement of(Row row) {
        return new Judgement(
                row.getAs("split"),
                row.getAs("group"),
                row.getAs("source"),
                row.getAs("question_type"),
                row.<Integer>getAs("label"),
                row.<Integer>getAs("length"),
                row.<Float>getAs("log_odds"),
                row.<Double>getAs("baseline"));
    }
}
