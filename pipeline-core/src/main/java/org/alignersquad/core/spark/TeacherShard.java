package org.alignersquad.core.spark;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.LedgerRecord;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.Teacher;
import org.alignersquad.core.teacher.TeacherCalls;
import org.alignersquad.core.teacher.TeacherConfig;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The calls of one shard: exactly one per input, in order of completion. For use by the task's thread. */
public final class TeacherShard<I, O> implements Iterator<Call<I, O>> {
    private final Iterator<Call<I, O>> calls;
    private final LedgerBucket bucket;

    private TeacherShard(Iterator<Call<I, O>> calls, LedgerBucket bucket) {
        this.calls = calls;
        this.bucket = bucket;
    }

    static <I, O> TeacherShard<I, O> open(
            TaskContext context,
            Iterator<I> inputs,
            GenerationTask<I, O> task,
            Teacher teacher,
            LedgerBucket bucket,
            TeacherConfig config) {
        TeacherCalls<I, O> calls =
                TeacherCalls.run(inputs, task, teacher, bucket, config, context::isInterrupted, Progress.counters());
        // closes in this order also where the task was killed; a close that fails must not keep the others from closing
        context.addTaskCompletionListener((TaskCompletionListener) ended -> {
            try (bucket;
                    teacher;
                    calls) {
                requireNonNull(ended);
            }
        });
        return new TeacherShard<>(new StopsTold<>(calls), bucket);
    }

    @Override
    public boolean hasNext() {
        return calls.hasNext();
    }

    @Override
    public Call<I, O> next() {
        if (!hasNext()) throw new NoSuchElementException("All inputs have had their call");
        Progress.counters().count(Progress.ROWS, 1);
        return calls.next();
    }

    /**
     * The ledger's record of the first answer to a call that has an output: who answered, and when.
     *
     * @throws IllegalStateException where the call has no answer
     */
    public LedgerRecord firstAnswer(Call<I, O> call) {
        LedgerRecord record = bucket.find(call.rootKey());
        if (record == null) throw new IllegalStateException("The ledger has no answer to " + call.input());
        return record;
    }
}
