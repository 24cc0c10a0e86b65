package org.alignersquad.synth;

import org.alignersquad.core.teacher.RateLimits;
import org.alignersquad.core.teacher.TeacherConfig;
import org.jspecify.annotations.Nullable;

/**
 * How fast a teacher can be asked.
 *
 * @param requestsPerAnswer HTTP requests for each answer, those included that failed
 * @param latencySeconds of an answered request; 0 where the pilot has sent none
 * @param inFlight most requests at a time
 * @param requestsPerMinute of all endpoints; null for no limit
 * @param tokensPerMinute of all endpoints; null for no limit
 */
record Pace(
        double requestsPerAnswer,
        double latencySeconds,
        double inFlight,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute) {

    static Pace of(TeacherConfig teacher, int tasks, double requestsPerAnswer, double latencySeconds) {
        RateLimits limits = teacher.limitsTogether();
        double inFlight = (double) teacher.inFlight() * tasks;
        if (limits.maxInFlight() != null) inFlight = Math.min(inFlight, limits.maxInFlight());
        return new Pace(
                requestsPerAnswer, latencySeconds, inFlight, limits.requestsPerMinute(), limits.tokensPerMinute());
    }

    /** Of asking alone: by whichever limit takes longest. */
    double hours(PilotStage.Spend spend) {
        double sent = spend.requests() * requestsPerAnswer;
        double minutes = sent * latencySeconds / inFlight / 60;
        if (requestsPerMinute != null) minutes = Math.max(minutes, sent / requestsPerMinute);
        if (tokensPerMinute != null) minutes = Math.max(minutes, spend.tokens() / tokensPerMinute);
        return minutes / 60;
    }
}
