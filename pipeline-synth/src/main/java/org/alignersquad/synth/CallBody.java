package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.spark.TeacherShard;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The body of a stage in which every row is one call: rows in, one outcome each. A rejected row keeps its columns too,
 * since what a failed call has cost counts.
 *
 * @param <P> the rows asked about
 * @param <O> what an answer holds
 * @param <R> the rows written
 */
record CallBody<P extends Record & Planned, O, R extends Record>(
        TeacherAccess access, GenerationTask<P, O> task, Rows<P> planned, Outcomes<R> outcomes, Writer<P, O, R> writer)
        implements Serializable {

    /** Makes the row of a call, also of one that failed. */
    @FunctionalInterface
    interface Writer<P, O, R> extends Serializable {
        R row(Call<P, O> call, TeacherShard<P, O> shard);
    }

    /** @param rows columns of {@code P} and {@code shard}; each Spark partition has rows of one shard only */
    Dataset<Row> over(Dataset<Row> rows) {
        return rows.mapPartitions((MapPartitionsFunction<Row, Row>) this::calls, outcomes.encoder());
    }

    private Iterator<Row> calls(Iterator<Row> rows) {
        if (!rows.hasNext()) return Collections.emptyIterator();
        Peeked first = new Peeked(rows.next(), rows);
        int shard = first.row().getAs(Outcomes.SHARD);
        TeacherShard<P, O> calls = access.ask(shard, Iterators.map(first.all(), planned::record), task);
        return Iterators.map(calls, call -> outcome(shard, call, calls));
    }

    private Row outcome(int shard, Call<P, O> call, TeacherShard<P, O> calls) {
        R row = writer.row(call, calls);
        if (!call.failed()) return outcomes.kept(shard, row);
        RejectReason reason = RejectReason.of(requireNonNull(call.reason()));
        Reject reject = new Reject(call.input().id(), reason, call.detail(), call.text());
        return outcomes.rejected(shard, row, reject);
    }

    private record Peeked(Row row, Iterator<Row> rest) {
        Iterator<Row> all() {
            return Iterators.concat(row, rest);
        }
    }
}
