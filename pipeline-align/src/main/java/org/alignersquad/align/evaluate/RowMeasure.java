package org.alignersquad.align.evaluate;

import java.util.Iterator;
import java.util.stream.StreamSupport;
import org.alignersquad.core.spark.Rows;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row's figures that need no judge.
 *
 * @param exact whether the aligned response is the expected one
 * @param similarity in words, of changed rows
 */
record RowMeasure(
        String rowId,
        boolean changed,
        @Nullable String fault,
        boolean exact,
        @Nullable Double similarity,
        @Nullable Double logLengthRatio) {
    private static final Rows<RowMeasure> ROWS = Rows.of(RowMeasure.class);

    /** @param rows see {@link ChangedRows} */
    static Dataset<Row> of(Dataset<Row> rows) {
        return rows.mapPartitions((MapPartitionsFunction<Row, Row>) RowMeasure::measures, ROWS.encoder());
    }

    private static Iterator<Row> measures(Iterator<Row> rows) {
        Iterable<Row> all = () -> rows;
        return StreamSupport.stream(all.spliterator(), false)
                .map(row -> ROWS.row(of(row)))
                .iterator();
    }

    private static RowMeasure of(Row row) {
        boolean changed = row.getAs("changed");
        String original = row.getAs("original");
        String aligned = row.getAs("aligned");
        String expected = row.getAs("expected");
        return new RowMeasure(
                row.getAs("row_id"),
                changed,
                row.getAs("fault"),
                expected != null && aligned != null && expected.strip().equals(aligned.strip()),
                changed ? Words.similarity(original, aligned) : null,
                changed ? Words.logLengthRatio(aligned, original) : null);
    }
}
