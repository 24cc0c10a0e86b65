package org.alignersquad.align.evaluate;

import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.spark.TeacherShard;
import org.alignersquad.core.task.Verdict;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** Asks the judge about the comparisons of one shard; a call without a verdict is a rejected row. */
record JudgementRows(TeacherAccess access, Judge judge) implements MapPartitionsFunction<Row, Row> {
    static final Outcomes<Judgement> OUTCOMES = Outcomes.of(Judgement.class);
    private static final Rows<Comparison> COMPARISONS = Rows.of(Comparison.class);

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) return rows;
        Row first = rows.next();
        int shard = first.getAs(Outcomes.SHARD);
        Iterable<Row> others = () -> rows;
        Iterator<Comparison> comparisons = Stream.concat(
                        Stream.of(first), StreamSupport.stream(others.spliterator(), false))
                .map(COMPARISONS::record)
                .iterator();
        TeacherShard<Comparison, Verdict> calls = access.ask(shard, comparisons, judge);
        Iterable<Call<Comparison, Verdict>> all = () -> calls;
        return StreamSupport.stream(all.spliterator(), false)
                .map(call -> outcome(shard, call))
                .iterator();
    }

    private static Row outcome(int shard, Call<Comparison, Verdict> call) {
        Judgement judgement = Judgement.of(call);
        String reason = call.reason();
        if (reason == null) return OUTCOMES.kept(shard, judgement);
        String what = judgement.criterion() + ", " + judgement.first() + " first: " + call.detail();
        Reject reject = new Reject(judgement.rowId(), RejectReason.of(reason), what, call.text());
        return OUTCOMES.rejected(shard, judgement, reject);
    }
}
