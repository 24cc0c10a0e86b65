package org.alignersquad.core.teacher.lease;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/** Sums by name, over all JVMs of an application. Thread-safe. */
public final class Totals {
    private final Map<String, DoubleAdder> sums = new ConcurrentHashMap<>();

    void add(Map<String, Double> more) {
        more.forEach((counter, value) ->
                sums.computeIfAbsent(counter, any -> new DoubleAdder()).add(value));
    }

    /** Zero where nothing was counted yet. */
    public double total(String counter) {
        DoubleAdder sum = sums.get(counter);
        return sum == null ? 0 : sum.sum();
    }

    /** All of them as they are now, ordered by name. */
    public Map<String, Double> snapshot() {
        Map<String, Double> now = new TreeMap<>();
        sums.forEach((counter, sum) -> now.put(counter, sum.sum()));
        return now;
    }
}
