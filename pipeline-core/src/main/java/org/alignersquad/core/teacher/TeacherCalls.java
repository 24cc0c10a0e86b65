package org.alignersquad.core.teacher;

import java.util.Iterator;
import java.util.function.BooleanSupplier;
import org.alignersquad.core.ledger.LedgerBucket;

/**
 * The calls of one Spark task to a teacher: an iterator that gives exactly one {@link Call} per input, in order of
 * completion. For use by one thread.
 */
public final class TeacherCalls<I, O> implements Iterator<Call<I, O>>, AutoCloseable {
    private TeacherCalls() {}

    /**
     * Starts nothing yet. The caller closes, in this order: the calls, the teacher, the ledger bucket; in a Spark task with
     * a task completion listener, which also runs when the task is killed.
     *
     * @param interrupted whether the task was killed; asked at least every 200 ms
     */
    public static <I, O> TeacherCalls<I, O> run(
            Iterator<I> inputs,
            GenerationTask<I, O> task,
            Teacher teacher,
            LedgerBucket ledger,
            TeacherConfig config,
            BooleanSupplier interrupted) {
        throw new UnsupportedOperationException("follows in the next commit");
    }

    /** Requests, tokens and money so far. May be read from another thread. */
    public TeacherUsage usage() {
        throw new UnsupportedOperationException("follows in the next commit");
    }

    /** @throws java.util.concurrent.CancellationException where the task was killed */
    @Override
    public boolean hasNext() {
        return false;
    }

    @Override
    public Call<I, O> next() {
        throw new UnsupportedOperationException("follows in the next commit");
    }

    /** Gives up what is in flight and flushes the ledger. */
    @Override
    public void close() {}
}
