package org.alignersquad.align;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.Outcomes;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What a Spark task does with its rows of stage {@code input}: one outcome each, in the same order.
 *
 * @param steps most rewrites of a row; 0 only inspects
 * @param dumpColumns columns to copy
 */
record AlignRows(
        SquadConfig config, int steps, SquadModels models, SerializableConfiguration hadoop, List<String> dumpColumns)
        implements MapPartitionsFunction<Row, Row> {
    /** A buffer is worked on before it is full of rows where it holds this much text: rows may be of a megabyte. */
    private static final int BUFFER_CHARACTERS = 1 << 23;

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
        int shard = first.getAs(Outcomes.SHARD);
        return new TaskSquad(config, models, hadoop.value(), shard).squad();
    }

    private List<Row> align(Squad squad, List<Row> rows) {
        List<Alignment> alignments =
                squad.align(rows.stream().map(AlignRows::exchange).toList(), steps);
        List<Row> outcomes = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            outcomes.add(outcome(rows.get(i), alignments.get(i)));
        }
        return outcomes;
    }

    private static Exchange exchange(Row row) {
        return new Exchange(row.getAs(Corpus.ID), row.getAs(Corpus.PROMPT), row.getAs(Corpus.RESPONSE));
    }

    private Row outcome(Row row, Alignment alignment) {
        List<Object> values = new ArrayList<>();
        for (String column : dumpColumns) {
            values.add(row.getAs(column));
        }
        Row added = Outcomes.of(Alignment.class).kept(row.getAs(Outcomes.SHARD), alignment);
        for (int i = 0; i < added.size(); i++) {
            values.add(added.get(i));
        }
        return RowFactory.create(values.toArray());
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
            List<Row> buffer = new ArrayList<>();
            long characters = 0;
            while (rows.hasNext() && buffer.size() < most && (!perRow || characters < BUFFER_CHARACTERS)) {
                Row row = rows.next();
                buffer.add(row);
                characters += exchange(row).characters();
            }
            return buffer;
        }
    }
}
