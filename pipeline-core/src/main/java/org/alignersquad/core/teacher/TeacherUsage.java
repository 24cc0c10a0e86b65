package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of teacher requests, which add up over tasks.
 *
 * @param sent requests that were sent; the transport's own retries are not counted
 * @param cached requests that were answered from the ledger or by an equal request in flight
 * @param failed calls that ended without an output, by reason
 * @param promptTokens paid now, so without cached ones
 * @param completionTokens paid now, so without cached ones
 * @param money for those tokens; 0 where the teacher has no prices
 */
public record TeacherUsage(
        long sent, long cached, Map<String, Long> failed, long promptTokens, long completionTokens, double money)
        implements Serializable {
    public static final TeacherUsage NONE = new TeacherUsage(0, 0, Map.of(), 0, 0, 0);

    public TeacherUsage {
        failed = Map.copyOf(failed);
    }

    public TeacherUsage plus(TeacherUsage other) {
        Map<String, Long> sum = new TreeMap<>(failed);
        other.failed.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new TeacherUsage(
                sent + other.sent,
                cached + other.cached,
                sum,
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                money + other.money);
    }
}
