package org.alignersquad.core.spark;

import java.util.Iterator;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.lease.LeaseAgent;
import org.jspecify.annotations.Nullable;

/** Calls of a task, a stop among which is told first of all to the driver, so that it cancels the job instead of trying again. */
record StopsTold<C>(Iterator<C> calls) implements Iterator<C> {
    @Override
    public boolean hasNext() {
        try {
            return calls.hasNext();
        } catch (TeacherStop stop) {
            @Nullable LeaseAgent agent = Progress.agent();
            if (agent != null) agent.stop(stop);
            throw stop;
        }
    }

    @Override
    public C next() {
        return calls.next();
    }
}
