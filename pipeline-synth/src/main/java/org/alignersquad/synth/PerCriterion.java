package org.alignersquad.synth;

import java.io.Serializable;
import java.util.Map;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.TeacherRequest;

/** Asks about each row as its criterion wants it. */
record PerCriterion<P extends Planned, I, O>(Map<String, ? extends GenerationTask<I, O>> tasks, Input<P, I> input)
        implements GenerationTask<P, O> {

    /** What is asked about a row. */
    @FunctionalInterface
    interface Input<P, I> extends Serializable {
        I of(P row);
    }

    @Override
    public TeacherRequest request(P row) {
        return task(row).request(input.of(row));
    }

    @Override
    public O parse(P row, String text) throws MalformedAnswerException {
        return task(row).parse(input.of(row), text);
    }

    private GenerationTask<I, O> task(P row) {
        GenerationTask<I, O> task = tasks.get(row.criterion());
        if (task == null) throw new IllegalArgumentException("No task for criterion " + row.criterion());
        return task;
    }
}
