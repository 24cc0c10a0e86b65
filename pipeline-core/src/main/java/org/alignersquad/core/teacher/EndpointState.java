package org.alignersquad.core.teacher;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What this JVM knows of an endpoint, shared by all its tasks: how much it takes, whether it lives and whether it declines. */
final class EndpointState {
    /** Declined requests in a row that cannot all be the requests' own fault. */
    private static final int MOST_DECLINED_AT_FIRST = 20;

    private static final int MOST_FORBIDDEN_IN_A_ROW = 5;

    private static final Map<String, EndpointState> ALL = new ConcurrentHashMap<>();
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "teacher-circuits");
        thread.setDaemon(true);
        return thread;
    });

    final AdaptiveLimit limit = new AdaptiveLimit();
    final Circuit circuit;

    // guarded by this
    private boolean everAnswered;
    private int declinedInARow;

    private EndpointState(String place, Resilience resilience) {
        this.circuit = new Circuit(place, resilience, TIMER);
    }

    static EndpointState of(EndpointConfig address, String model, Resilience resilience) {
        return ALL.computeIfAbsent(
                address.baseUrl() + " " + model + " " + resilience,
                any -> new EndpointState(address.place(), resilience));
    }

    synchronized void answered() {
        everAnswered = true;
        declinedInARow = 0;
    }

    /** @throws TeacherStop where the endpoint would decline whatever it is asked */
    synchronized void declined(TeacherFailure failure) {
        declinedInARow++;
        boolean forbidden = failure.status() == 401 || failure.status() == 403 || failure.status() == 404;
        int most = everAnswered ? Integer.MAX_VALUE : MOST_DECLINED_AT_FIRST;
        if (forbidden) most = everAnswered ? MOST_FORBIDDEN_IN_A_ROW : 1;
        if (declinedInARow >= most) {
            throw new TeacherStop(TeacherStop.Cause.DECLINED, String.valueOf(failure.getMessage()));
        }
    }
}
