package org.alignersquad.align;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of stage {@code aligned}: those of the dump as they are, then those of {@link Alignment}. */
final class AlignedColumns implements Serializable {
    private static final Rows<Alignment> ADDED = Rows.of(Alignment.class);
    private static final Rows<Reject> REJECTS = Rows.of(Reject.class);
    private static final int ADDED_COLUMNS = ADDED.schema().size();
    private static final List<String> INTERNAL = List.of(
            Corpus.ID,
            Corpus.PROMPT,
            Corpus.RESPONSE,
            Corpus.CORRUPT,
            Corpus.FAULT,
            Corpus.PLACE,
            Outcomes.SHARD,
            Outcomes.OUTCOME,
            Outcomes.REJECT);

    private final StructType outcomes;
    // places of columns in a row of the dump: looked up by name they take longer than all else that is done to most
    // rows
    private final int[] kept;
    private final int id;
    private final int prompt;
    private final int response;
    private final int corrupt;
    private final int fault;
    private final int shard;

    private AlignedColumns(StructType dump) {
        List<String> names = new ArrayList<>(List.of(dump.fieldNames()));
        names.removeAll(INTERNAL);
        kept = names.stream().mapToInt(dump::fieldIndex).toArray();
        id = dump.fieldIndex(Corpus.ID);
        prompt = dump.fieldIndex(Corpus.PROMPT);
        response = dump.fieldIndex(Corpus.RESPONSE);
        corrupt = dump.fieldIndex(Corpus.CORRUPT);
        fault = dump.fieldIndex(Corpus.FAULT);
        shard = dump.fieldIndex(Outcomes.SHARD);
        StructType columns = new StructType();
        for (String name : names) columns = columns.add(dump.apply(name));
        for (StructField added : Outcomes.of(Alignment.class).schema().fields()) columns = columns.add(added);
        outcomes = columns;
    }

    /**
     * @param path of the dump, for errors
     * @param dump the columns that it has, and those of {@link Corpus}
     * @throws ConfigException where a column of the dump has a name that this job gives to its own
     */
    static AlignedColumns of(String path, StructType dump) {
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(List.of(ADDED.schema().fieldNames()));
        taken.addAll(List.of(Outcomes.SHARD, Outcomes.OUTCOME, Outcomes.REJECT));
        List<String> clashes =
                Arrays.stream(dump.fieldNames()).filter(taken::contains).toList();
        if (clashes.size() > 1 || !clashes.equals(List.of(Outcomes.SHARD))) {
            List<String> theirs = new ArrayList<>(clashes);
            theirs.remove(Outcomes.SHARD);
            throw new ConfigException(
                    path + ": columns " + theirs + " have names that job align gives to its own columns; rename them");
        }
        return new AlignedColumns(dump);
    }

    /** Of the outcomes that {@link #kept} and {@link #rejected} make. */
    StructType outcomes() {
        return outcomes;
    }

    boolean readable(Row row) {
        return row.isNullAt(corrupt);
    }

    int shard(Row row) {
        return row.getInt(shard);
    }

    Exchange exchange(Row row) {
        return new Exchange(row.getString(id), row.getString(prompt), row.getString(response));
    }

    long characters(Row row) {
        return readable(row)
                ? exchange(row).characters()
                : row.getString(corrupt).length();
    }

    Row kept(Row row, Alignment alignment) {
        Object[] values = values(row);
        Row added = ADDED.row(alignment);
        for (int i = 0; i < ADDED_COLUMNS; i++) values[kept.length + i] = added.get(i);
        values[values.length - 1] = Outcomes.KEPT;
        return RowFactory.create(values);
    }

    Row rejected(Row row) {
        Object[] values = values(row);
        String detail = row.isNullAt(fault) ? "The row cannot be read" : row.getString(fault);
        values[values.length - 3] =
                REJECTS.row(new Reject(row.getString(id), RejectReason.CORRUPT_ROW, detail, row.getString(corrupt)));
        values[values.length - 1] = Outcomes.REJECTED;
        return RowFactory.create(values);
    }

    private Object[] values(Row row) {
        Object[] values = new Object[outcomes.size()];
        for (int i = 0; i < kept.length; i++) values[i] = row.get(kept[i]);
        values[values.length - 2] = shard(row);
        return values;
    }
}
