package org.alignersquad.train.inspectors;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How an inspector does on a source that it has never seen: each source in turn is left out of the training rows.
 *
 * @param all the fit of all training rows
 */
record Transfer(Regression regression, double regularization, LinearFit all) {
    /** More sources than this are as many models, and say no more. */
    private static final int MOST_SOURCES = 20;

    /**
     * @param rows {@code split, group, source, label, features}
     * @return for each source its rows outside of split train, and the AUC on them with and without it among the train rows;
     *     empty where there is but one source
     */
    ArrayNode table(Dataset<Row> rows) {
        ArrayNode table = JsonNodeFactory.instance.arrayNode();
        List<Row> sources = rows.groupBy("source")
                .agg(countDistinct("label").as("labels"))
                .orderBy("source")
                .limit(MOST_SOURCES)
                .collectAsList();
        if (sources.size() < 2) return table;
        for (Row source : sources) if (source.<Long>getAs("labels") == 2) table.add(row(rows, source.getAs("source")));
        return table;
    }

    private ObjectNode row(Dataset<Row> rows, String source) {
        Dataset<Row> held =
                rows.where(col("source").equalTo(source).and(col("split").notEqual("train")));
        Dataset<Row> others = Regression.train(rows).where(col("source").notEqual(source));
        ObjectNode row =
                JsonNodeFactory.instance.objectNode().put("left_out", source).put("rows", held.count());
        if (held.select("label").distinct().count() < 2
                || others.select("label").distinct().count() < 2) return row;
        return row.put("auc_without", Evaluation.round(Regression.auc(regression.fit(others, regularization), held)))
                .put("auc_with", Evaluation.round(Regression.auc(all, held)));
    }
}
