package org.alignersquad.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of stage {@code aligned}: those of the dump as they are, then those of {@link Alignment}. */
final class AlignedColumns {
    static final Rows<Alignment> ADDED = Rows.of(Alignment.class);
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

    private AlignedColumns() {}

    /** @throws ConfigException where a column of the dump has a name that this job gives to its own */
    static void requireFree(String dump, String[] columns) {
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(List.of(ADDED.schema().fieldNames()));
        taken.addAll(List.of(Outcomes.SHARD, Outcomes.OUTCOME, Outcomes.REJECT));
        List<String> clashes = Arrays.stream(columns).filter(taken::contains).toList();
        if (!clashes.isEmpty()) {
            throw new ConfigException(
                    dump + ": columns " + clashes + " have names that job align gives to its own columns; rename them");
        }
    }

    /** The dump's own columns in a row of stage {@code input}. */
    static List<String> ofDump(StructType input) {
        List<String> names = new ArrayList<>(List.of(input.fieldNames()));
        names.removeAll(INTERNAL);
        return names;
    }

    /** Columns of an outcome of stage {@code aligned}, given those of stage {@code input}. */
    static StructType outcomes(StructType input) {
        StructType columns = new StructType();
        for (String name : ofDump(input)) columns = columns.add(input.apply(name));
        for (StructField added : Outcomes.of(Alignment.class).schema().fields()) columns = columns.add(added);
        return columns;
    }
}
