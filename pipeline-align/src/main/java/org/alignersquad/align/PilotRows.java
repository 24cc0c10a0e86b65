package org.alignersquad.align;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.alignersquad.core.spark.Rows;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** Aligns the rows of a pilot and says how long that took: one row per task that had any. */
record PilotRows(AlignRows align) implements MapPartitionsFunction<Row, Row> {
    static final Rows<Timing> TIMINGS = Rows.of(Timing.class);

    /** @param seconds without the time that models take to load */
    record Timing(int rows, double seconds) {}

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) return rows;
        List<Row> all = new ArrayList<>();
        rows.forEachRemaining(all::add);
        // the first time loads the models
        align.aligned(all.subList(0, 1));
        long start = System.nanoTime();
        align.aligned(all);
        double seconds = (System.nanoTime() - start) * 1e-9;
        return List.of(TIMINGS.row(new Timing(all.size(), seconds))).iterator();
    }
}
