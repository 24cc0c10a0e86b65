package org.alignersquad.core.teacher.lease;

import java.io.Serializable;
import org.alignersquad.core.teacher.TeacherStop;
import org.jspecify.annotations.Nullable;

/**
 * The driver's answer.
 *
 * @param delays nanoseconds from now until the first waiting requests may go, one for each that may
 * @param stock permits for requests to come
 * @param askAgain nanoseconds after which the driver may have more
 * @param stop why nothing more may be sent at all; null where asking goes on
 * @param reason of the stop, in words
 */
public record LeaseReply(long[] delays, int stock, long askAgain, TeacherStop.@Nullable Cause stop, String reason)
        implements Serializable {
    static LeaseReply stopped(TeacherStop stop) {
        return new LeaseReply(new long[0], 0, 0, stop.stopCause(), stop.reason());
    }

    static LeaseReply later(long nanos) {
        return new LeaseReply(new long[0], 0, nanos, null, "");
    }
}
