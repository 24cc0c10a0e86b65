package org.alignersquad.core.teacher.embedded;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/** What a server has seen since its start. Thread-safe. */
final class ServerCounters {
    private static final String NO_KEY = "none";
    private static final int KEY_DIGITS = 8;

    private final LongAdder requests = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder answeredAgain = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder completionTokens = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> faults = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> keys = new ConcurrentHashMap<>();
    private final Map<Long, Second> seconds = new ConcurrentHashMap<>();
    private final ConcurrentHashMap.KeySetView<Long, Boolean> answeredBodies = ConcurrentHashMap.newKeySet();

    private record Second(LongAdder requests, LongAdder rateLimited) {}

    void arrived(long second, @Nullable String authorization, boolean repeats) {
        requests.increment();
        if (repeats) repeated.increment();
        second(second).requests().increment();
        add(keys, authorization == null ? NO_KEY : Hashes.sha256(authorization).substring(0, KEY_DIGITS));
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    }

    /** The response, of whatever kind, is on its way. */
    void left() {
        inFlight.decrementAndGet();
    }

    void responded(long second, int status) {
        add(statuses, String.valueOf(status));
        if (status == 429) second(second).rateLimited().increment();
    }

    void faulted(FaultKind kind) {
        add(faults, Names.kebab(kind));
    }

    void answered(EmbeddedTask task, long body, Completion completion) {
        answered.increment();
        add(kinds, task.label());
        promptTokens.add(completion.promptTokens());
        completionTokens.add(completion.completionTokens());
        if (!answeredBodies.add(body)) answeredAgain.increment();
    }

    private Second second(long second) {
        return seconds.computeIfAbsent(second, s -> new Second(new LongAdder(), new LongAdder()));
    }

    private static void add(Map<String, LongAdder> counts, String name) {
        counts.computeIfAbsent(name, n -> new LongAdder()).increment();
    }

    long answers() {
        return answered.sum();
    }

    TeacherCounts snapshot() {
        Map<Long, Long> bySecond = new TreeMap<>();
        Map<Long, Long> limited = new TreeMap<>();
        seconds.forEach((second, counts) -> {
            bySecond.put(second, counts.requests().sum());
            limited.put(second, counts.rateLimited().sum());
        });
        return new TeacherCounts(
                requests.sum(),
                answered.sum(),
                repeated.sum(),
                answeredAgain.sum(),
                promptTokens.sum(),
                completionTokens.sum(),
                inFlight.get(),
                mostInFlight.get(),
                sums(kinds),
                sums(statuses),
                sums(faults),
                sums(keys),
                bySecond,
                limited);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((name, count) -> sums.put(name, count.sum()));
        return sums;
    }
}
