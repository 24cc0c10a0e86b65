package org.alignersquad.submit;

import java.time.Duration;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM end the job as a used-up budget does: nothing more is sent, what is in flight is waited for, up to ten
 * seconds; then tasks are cancelled, which flushes their ledgers, and the process ends with {@link ExitCode#STOPPED}. A second
 * signal, or a job that does not end in time, ends the process at once.
 */
final class StopSignals {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    /** Answers that are on their way are paid. */
    private static final Duration IN_FLIGHT = Duration.ofSeconds(10);

    private static final long LOOK_MILLIS = 100;
    /** After that; schedulers kill what has not ended thirty seconds after SIGTERM. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private boolean asked;

    private StopSignals() {}

    /** For a driver that is a process of its own. */
    static void install() {
        StopSignals signals = new StopSignals();
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> signals.received(signal.getName()));
        }
    }

    private synchronized void received(String signal) {
        @Nullable LeaseOffice office = Progress.office();
        if (asked || office == null) {
            System.exit(ExitCode.STOPPED.code());
            return;
        }
        asked = true;
        LOG.warn("SIG{}: stopping; once more to end at once", signal);
        TeacherStop stop = new TeacherStop(TeacherStop.Cause.USER, "ended by SIG" + signal);
        Thread last = new Thread(() -> end(office, stop), "stop-signal");
        last.setDaemon(true);
        last.start();
    }

    private static void end(LeaseOffice office, TeacherStop stop) {
        try {
            awaitAnswers(office);
            office.stop(stop);
            // those too that ask no teacher
            if (SparkSession.getDefaultSession().isDefined()) {
                SparkSession.getDefaultSession().get().sparkContext().cancelAllJobs();
            }
            Thread.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(ExitCode.STOPPED.code());
    }

    private static void awaitAnswers(LeaseOffice office) throws InterruptedException {
        office.gate((totals, outstanding) -> 0);
        long end = System.nanoTime() + IN_FLIGHT.toNanos();
        while (office.outstanding() > 0 && System.nanoTime() < end) Thread.sleep(LOOK_MILLIS);
    }
}
