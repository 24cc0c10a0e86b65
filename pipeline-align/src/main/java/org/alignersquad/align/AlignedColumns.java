package org.alignersquad.align;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns of stage {@code aligned}: those of the dump as they are, then those of {@link Alignment}. */
final class AlignedColumns implements Serializable {
    private static final Rows<Alignment> ADDED = Rows.of(Alignment.class);
    private static final Rows<Reject> REJECTS = Rows.of(Reject.class);
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

    private final List<String> dump;
    private final StructType outcomes;
    private final Text id;
    private final Text prompt;
    private final Text response;
    private final int corrupt;
    private final int fault;
    private final int shard;

    /**
     * A text that job align reads of a row.
     *
     * @param name its column
     * @param place of that column, which is null where {@code same} has the same: most texts are decoded once, not twice
     * @param same place of the dump's own column that holds the text; -1 where the text is made of others
     */
    private record Text(String name, int place, int same) implements Serializable {
        @Nullable String of(Row row) {
            if (!row.isNullAt(place)) return row.getString(place);
            return same < 0 || row.isNullAt(same) ? null : row.getString(same);
        }
    }

    private AlignedColumns(CorpusConfig corpus, StructType rows) {
        dump = new ArrayList<>(List.of(rows.fieldNames()));
        dump.removeAll(INTERNAL);
        id = text(Corpus.ID, 0, corpus.id(), rows);
        prompt = text(Corpus.PROMPT, 1, corpus.system() == null ? corpus.prompt() : null, rows);
        response = text(Corpus.RESPONSE, 2, corpus.messages() == null ? corpus.response() : null, rows);
        corrupt = dump.size() + 3;
        fault = dump.size() + 4;
        shard = dump.size() + 5;
        StructType columns = new StructType();
        for (String name : dump) columns = columns.add(rows.apply(name));
        for (StructField added : Outcomes.of(Alignment.class).schema().fields()) columns = columns.add(added);
        outcomes = columns;
    }

    private Text text(String name, int after, @Nullable String own, StructType rows) {
        int same = own == null ? -1 : dump.indexOf(own);
        boolean isText = same >= 0 && rows.apply(own).dataType().equals(DataTypes.StringType);
        return new Text(name, dump.size() + after, isText ? same : -1);
    }

    /**
     * @param corpus the dump
     * @param rows the columns that it has, and those of {@link Corpus}
     * @throws ConfigException where a column of the dump has a name that this job gives to its own
     */
    static AlignedColumns of(CorpusConfig corpus, StructType rows) {
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(List.of(ADDED.schema().fieldNames()));
        taken.addAll(List.of(Outcomes.SHARD, Outcomes.OUTCOME, Outcomes.REJECT));
        List<String> clashes = new ArrayList<>(
                Arrays.stream(rows.fieldNames()).filter(taken::contains).toList());
        // the shard that the rows were dealt to
        clashes.remove(Outcomes.SHARD);
        if (!clashes.isEmpty()) {
            throw new ConfigException(corpus.path() + ": columns " + clashes
                    + " have names that job align gives to its own columns; rename them");
        }
        return new AlignedColumns(corpus, rows);
    }

    /** What of a dump's rows a task reads: what the methods here expect. */
    Dataset<Row> select(Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>();
        for (String name : dump) columns.add(named(name));
        for (Text text : List.of(id, prompt, response)) {
            Column value = col(text.name());
            Column other = text.same() < 0 ? value : when(not(value.eqNullSafe(named(dump.get(text.same())))), value);
            columns.add(other.as(text.name()));
        }
        for (String name : List.of(Corpus.CORRUPT, Corpus.FAULT, Outcomes.SHARD)) columns.add(col(name));
        return rows.select(columns.toArray(new Column[0]));
    }

    private static Column named(String column) {
        return col("`" + column.replace("`", "``") + "`");
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
        return new Exchange(requireNonNull(id.of(row)), prompt.of(row), response.of(row));
    }

    long characters(Row row) {
        return readable(row)
                ? exchange(row).characters()
                : row.getString(corrupt).length();
    }

    Row kept(Row row, Alignment alignment) {
        Object[] values = values(row);
        AlignmentRow.put(alignment, values, dump.size());
        values[values.length - 1] = Outcomes.KEPT;
        return RowFactory.create(values);
    }

    Row rejected(Row row) {
        Object[] values = values(row);
        String detail = row.isNullAt(fault) ? "The row cannot be read" : row.getString(fault);
        values[values.length - 3] = REJECTS.row(
                new Reject(requireNonNull(id.of(row)), RejectReason.CORRUPT_ROW, detail, row.getString(corrupt)));
        values[values.length - 1] = Outcomes.REJECTED;
        return RowFactory.create(values);
    }

    private Object[] values(Row row) {
        Object[] values = new Object[outcomes.size()];
        for (int i = 0; i < dump.size(); i++) values[i] = row.get(i);
        values[values.length - 2] = shard(row);
        return values;
    }
}
