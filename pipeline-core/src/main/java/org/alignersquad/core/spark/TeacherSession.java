package org.alignersquad.core.spark;

import java.util.Iterator;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.Teacher;
import org.alignersquad.core.teacher.TeacherCalls;
import org.alignersquad.core.teacher.TeacherConfig;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A model at an endpoint as one Spark task asks it, batch after batch, with a ledger of the task's shard. At the task's
 * end everything is closed and flushed. For use by the task's thread.
 */
public final class TeacherSession {
    private final TeacherConfig config;
    private final Teacher teacher;
    private final LedgerBucket bucket;
    private final TaskContext context;

    private TeacherSession(TeacherConfig config, Teacher teacher, LedgerBucket bucket, TaskContext context) {
        this.config = config;
        this.teacher = teacher;
        this.bucket = bucket;
        this.context = context;
    }

    static TeacherSession open(TaskContext context, TeacherConfig config, Teacher teacher, LedgerBucket bucket) {
        context.addTaskCompletionListener((TaskCompletionListener) ended -> {
            try (bucket;
                    teacher) {
                java.util.Objects.requireNonNull(ended);
            }
        });
        return new TeacherSession(config, teacher, bucket, context);
    }

    /** Exactly one call per input, in order of completion; answers that the shard's ledger has are not asked for again. */
    public <I, O> Iterator<Call<I, O>> ask(Iterator<I> inputs, GenerationTask<I, O> task) {
        return TeacherCalls.run(inputs, task, teacher, bucket, config, context::isInterrupted, Progress.counters());
    }
}
