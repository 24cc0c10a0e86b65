package org.alignersquad.core.spark;

import java.util.Iterator;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.Teacher;
import org.alignersquad.core.teacher.TeacherCalls;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherStop;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * A model at an endpoint as one Spark task asks it, batch after batch, with a ledger of the task's shard. At the task's
 * end everything is closed and flushed. For use by the task's thread.
 */
public final class TeacherSession {
    private final TeacherConfig config;
    private final Teacher teacher;
    private final LedgerBucket bucket;
    private final TaskContext context;
    private @Nullable TeacherCalls<?, ?> latest;

    private TeacherSession(TeacherConfig config, Teacher teacher, LedgerBucket bucket, TaskContext context) {
        this.config = config;
        this.teacher = teacher;
        this.bucket = bucket;
        this.context = context;
    }

    static TeacherSession open(TaskContext context, TeacherConfig config, Teacher teacher, LedgerBucket bucket) {
        TeacherSession session = new TeacherSession(config, teacher, bucket, context);
        context.addTaskCompletionListener((TaskCompletionListener) ended -> session.close());
        return session;
    }

    private void close() {
        try (bucket;
                teacher;
                TeacherCalls<?, ?> unfinished = latest) {
            latest = null;
        }
    }

    /**
     * Exactly one call per input, in order of completion; answers that the shard's ledger has are not asked for again. All
     * are taken before anything else is asked.
     *
     * @throws TeacherStop from the iterator, where asking must end; the driver knows
     */
    public <I, O> Iterator<Call<I, O>> ask(Iterator<I> inputs, GenerationTask<I, O> task) {
        TeacherCalls<I, O> calls =
                TeacherCalls.run(inputs, task, teacher, bucket, config, context::isInterrupted, Progress.counters());
        latest = calls;
        return new StopsTold<>(calls);
    }
}
