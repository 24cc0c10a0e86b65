package org.alignersquad.train.rounds;

import java.util.ArrayDeque;
import java.util.Deque;
import org.alignersquad.models.Compute;
import org.alignersquad.models.train.TrainingConfig;
import org.jspecify.annotations.Nullable;

/** Replicas that wait for the next round in this process, so that a round need not build its model. Safe for many threads. */
final class Replicas {
    private static final Deque<Idle> IDLE = new ArrayDeque<>();
    /** Models of one job follow one another; more than a few tasks' worth is memory wasted. */
    private static final int MOST_IDLE = 16;

    private record Idle(Key key, Replica<?> replica) {}

    private record Key(
            Learner learner, String config, @Nullable AdapterBase adapter, TrainingConfig training, Compute compute) {}

    interface Use<T> {
        T with(Replica<?> replica);
    }

    private Replicas() {}

    /** Lends a replica, for one use; it must be restored first. */
    static <T> T use(TrainingTask task, Use<T> use) {
        Compute compute = task.compute().onTask();
        Key key = new Key(
                task.learner(), task.config(), task.adapter(), task.recipe().config(), compute);
        Replica<?> replica = take(key);
        if (replica == null) replica = task.learner().replica(task, compute);
        T result = use.with(replica);
        giveBack(new Idle(key, replica));
        return result;
    }

    private static synchronized @Nullable Replica<?> take(Key key) {
        for (var waiting = IDLE.iterator(); waiting.hasNext(); ) {
            Idle idle = waiting.next();
            if (!idle.key().equals(key)) continue;
            waiting.remove();
            return idle.replica();
        }
        // models follow one another: those before may be large, and are not wanted again
        while (!IDLE.isEmpty() && !IDLE.getLast().key().equals(key))
            IDLE.removeLast().replica().close();
        return null;
    }

    private static synchronized void giveBack(Idle idle) {
        IDLE.addFirst(idle);
        while (IDLE.size() > MOST_IDLE) IDLE.removeLast().replica().close();
    }
}
