package org.alignersquad.align;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.alignersquad.core.spark.Tally;
import org.alignersquad.core.spark.plugin.Progress;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What a Spark task does with a shard's rows: one outcome each, in the same order.
 *
 * @param steps most rewrites of a row; 0 only inspects
 * @param columns of the rows that come and go
 * @param tally where the figures are added up; null for nowhere
 */
record AlignRows(
        SquadConfig config,
        int steps,
        SquadModels models,
        SerializableConfiguration hadoop,
        AlignedColumns columns,
        @Nullable Tally tally)
        implements MapPartitionsFunction<Row, Row> {
    /** A buffer is worked on before it is full of rows where it holds this much text: rows may be of a megabyte. */
    private static final int BUFFER_CHARACTERS = 1 << 23;

    AlignRows counting(Tally into) {
        return new AlignRows(config, steps, models, hadoop, columns, into);
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) return rows;
        return new Buffered(rows);
    }

    /** The same for rows that are at hand. */
    List<Row> aligned(List<Row> rows) {
        return align(squad(rows.get(0)), rows);
    }

    private Squad squad(Row first) {
        return new TaskSquad(config, models, hadoop.value(), columns.shard(first), tally).squad();
    }

    private List<Row> align(Squad squad, List<Row> rows) {
        List<Exchange> readable = new ArrayList<>(rows.size());
        for (Row row : rows) if (columns.readable(row)) readable.add(columns.exchange(row));
        List<Alignment> alignments = squad.align(readable, steps);
        if (tally != null && !alignments.isEmpty()) {
            AlignCounts counts = new AlignCounts(config.criteria().keySet()).add(alignments);
            counts.addLengths(readable, alignments, squad.members()).into(tally, columns.shard(rows.get(0)));
            if (config.asksEndpoints()) Progress.counters().count(Progress.ROWS, alignments.size());
        }
        List<Row> outcomes = new ArrayList<>(rows.size());
        Iterator<Alignment> done = alignments.iterator();
        for (Row row : rows) {
            outcomes.add(columns.readable(row) ? columns.kept(row, done.next()) : columns.rejected(row));
        }
        return outcomes;
    }

    private final class Buffered implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final Queue<Row> ready = new ArrayDeque<>();
        private @Nullable Squad squad;

        Buffered(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            if (ready.isEmpty() && rows.hasNext()) {
                List<Row> buffer = buffer();
                if (squad == null) squad = squad(buffer.get(0));
                ready.addAll(align(squad, buffer));
            }
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) throw new NoSuchElementException();
            return ready.remove();
        }

        private List<Row> buffer() {
            boolean perRow = config.order() == SquadOrder.PER_ROW;
            int most = perRow ? config.bufferRows() : config.batchRows();
            List<Row> buffer = new ArrayList<>(most);
            long characters = 0;
            while (rows.hasNext() && buffer.size() < most && (!perRow || characters < BUFFER_CHARACTERS)) {
                Row row = rows.next();
                buffer.add(row);
                characters += columns.characters(row);
            }
            return buffer;
        }
    }
}
