package org.alignersquad.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.config.ConfigException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks that every criterion has enough rows of both classes in every split. */
final class RowCounts {
    private static final List<String> SPLITS = List.of("train", "validation", "test");

    private RowCounts() {}

    /** @throws ConfigException listing every class that is empty or too small */
    static void require(Dataset<Row> pairs, List<String> criteria, int minRows, String triples) {
        Map<String, Long> counts = new HashMap<>();
        for (Row row : pairs.groupBy("criterion", "split", "label").count().collectAsList())
            counts.put(row.getString(0) + " " + row.getString(1) + " " + row.getInt(2), row.getLong(3));
        List<String> problems = new ArrayList<>();
        for (String criterion : criteria) {
            for (String split : SPLITS) {
                for (int label : List.of(1, 0)) {
                    long rows = counts.getOrDefault(criterion + " " + split + " " + label, 0L);
                    if (rows < minRows)
                        problems.add(triples + ": criterion " + criterion + " has " + rows
                                + (label == 1 ? " misaligned" : " aligned") + " rows in split " + split
                                + ", at least " + minRows + " are needed (train.min_rows)");
                }
            }
        }
        if (!problems.isEmpty()) throw new ConfigException(problems);
    }
}
