package org.alignersquad.core.teacher.embedded;

import java.util.Map;

/**
 * The counters at one moment, as {@code GET /teacher/counters} gives them.
 *
 * @param requests that arrived, of any outcome
 * @param answered whose proper answer was sent: those are not counted whose client had gone before
 * @param repeatedBodies requests whose body had come before
 * @param answeredAgain proper answers to a body that had had one: what a client without a memory pays twice
 * @param promptTokens of proper answers
 * @param completionTokens of proper answers
 * @param answeredByTask proper answers by what was asked
 * @param statuses responses by HTTP status; {@code 0} where the connection was broken
 * @param faults responses by the fault of the script
 * @param keys requests by the first digits of the SHA-256 of the Authorization header
 * @param requestsBySecond since the server's start
 * @param rateLimitedBySecond 429 among them
 */
public record TeacherCounts(
        long requests,
        long answered,
        long repeatedBodies,
        long answeredAgain,
        long promptTokens,
        long completionTokens,
        int inFlight,
        int mostInFlight,
        Map<String, Long> answeredByTask,
        Map<String, Long> statuses,
        Map<String, Long> faults,
        Map<String, Long> keys,
        Map<Long, Long> requestsBySecond,
        Map<Long, Long> rateLimitedBySecond) {}
