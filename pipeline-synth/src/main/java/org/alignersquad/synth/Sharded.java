package org.alignersquad.synth;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;

/** Rows that are to be asked about, each with the shard of its request. */
record Sharded<P extends Record & Planned>(Rows<P> rows, GenerationTask<P, ?> task, TeacherAccess access)
        implements Serializable {

    Encoder<Row> encoder() {
        return Encoders.row(rows.schema().add(Outcomes.SHARD, DataTypes.IntegerType, false));
    }

    Row row(P planned) {
        Row row = rows.row(planned);
        Object[] values = new Object[row.size() + 1];
        for (int i = 0; i < row.size(); i++) values[i] = row.get(i);
        values[row.size()] = access.shard(task, planned);
        return RowFactory.create(values);
    }

    /** @param kept rows that are to be asked about next, in whatever shards they are */
    Dataset<Row> again(Dataset<Row> kept) {
        return kept.mapPartitions(
                (MapPartitionsFunction<Row, Row>) in -> Iterators.map(in, row -> row(rows.record(row))), encoder());
    }

    /** One Spark task per ledger bucket. */
    Dataset<Row> oneTaskEach(Dataset<Row> planned) {
        List<Integer> all = IntStream.range(0, access.buckets()).boxed().toList();
        return Shards.oneTaskEach(planned, all);
    }
}
