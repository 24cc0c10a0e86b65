package org.alignersquad.align;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Map<Integer, List<Row>> byShard = new TreeMap<>();
        rows.forEachRemaining(row -> byShard.computeIfAbsent(align.columns().shard(row), any -> new ArrayList<>())
                .add(row));
        List<List<Row>> shards = List.copyOf(byShard.values());
        // the first time loads the models
        align.aligned(shards.get(0).subList(0, 1));
        long start = System.nanoTime();
        shards.forEach(align::aligned);
        double seconds = (System.nanoTime() - start) * 1e-9;
        int all = shards.stream().mapToInt(List::size).sum();
        return List.of(TIMINGS.row(new Timing(all, seconds))).iterator();
    }
}
