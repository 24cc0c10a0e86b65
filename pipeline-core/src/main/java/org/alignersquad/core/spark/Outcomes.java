package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a stage's body gives back: each either kept, with its columns, or rejected, with its reason.
 *
 * <p>Both kinds travel in one table, so that one write decides over both and no row can be in neither or in both:
 * columns of the kept record, then {@code reject} (a struct, null where kept), {@code shard}, {@code outcome}.
 *
 * @param <R> the record of a kept row
 */
public final class Outcomes<R extends Record> implements Serializable {
    public static final String SHARD = "shard";
    public static final String OUTCOME = "outcome";
    public static final String REJECT = "reject";
    public static final String KEPT = "kept";
    public static final String REJECTED = "rejected";

    private static final Rows<Reject> REJECTS = Rows.of(Reject.class);

    private final Rows<R> rows;

    private Outcomes(Class<R> type) {
        this.rows = Rows.of(type);
    }

    public static <R extends Record> Outcomes<R> of(Class<R> type) {
        return new Outcomes<>(type);
    }

    public StructType schema() {
        return rows.schema()
                .add(REJECT, REJECTS.schema(), true)
                .add(SHARD, DataTypes.IntegerType, false)
                .add(OUTCOME, DataTypes.StringType, false);
    }

    public Encoder<Row> encoder() {
        return Encoders.row(schema());
    }

    public Row kept(int shard, R record) {
        Row row = rows.row(record);
        return tail(row, null, shard, KEPT);
    }

    public Row rejected(int shard, Reject reject) {
        Row empty = RowFactory.create(new Object[rows.schema().size()]);
        return tail(empty, REJECTS.row(reject), shard, REJECTED);
    }

    /** As {@link #rejected(int, Reject)}, with what is known of the row nevertheless: see {@link StageOutput#rows}. */
    public Row rejected(int shard, R record, Reject reject) {
        return tail(rows.row(record), REJECTS.row(reject), shard, REJECTED);
    }

    private static Row tail(Row row, @Nullable Row reject, int shard, String outcome) {
        Object[] values = new Object[row.size() + 3];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        values[row.size()] = reject;
        values[row.size() + 1] = shard;
        values[row.size() + 2] = outcome;
        return RowFactory.create(values);
    }

    /**
     * Outcomes by DataFrame operations: adds {@code reject} and {@code outcome} to a table that has {@code shard}.
     *
     * @param reason a text column: null where the row is kept, else a {@link RejectReason} in kebab case
     * @param id text column, the row's id
     * @param detail text column
     * @param raw text column
     */
    public static Dataset<Row> where(Dataset<Row> table, Column reason, Column id, Column detail, Column raw) {
        Column reject = struct(
                id.cast("string").as("id"),
                reason.cast("string").as("reason"),
                detail.cast("string").as("detail"),
                raw.cast("string").as("raw"));
        return table.withColumn(REJECT, when(reason.isNotNull(), reject))
                .withColumn(
                        OUTCOME, when(col(REJECT).isNotNull(), lit(REJECTED)).otherwise(lit(KEPT)));
    }

    /** All rows kept. */
    public static Dataset<Row> kept(Dataset<Row> table) {
        Column none = lit(null).cast("string");
        return where(table, none, none, none, none);
    }
}
