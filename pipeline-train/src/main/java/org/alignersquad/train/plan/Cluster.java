package org.alignersquad.train.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.config.ConfigException;

/**
 * What a plan is made for: one device for each worker, workers joined by one network.
 *
 * @param memoryGb of a device, in 10⁹ bytes
 * @param tflops that a device attains in training, in 10¹² operations a second: a share of what its maker says
 * @param networkGbit of every machine, in 10⁹ bits a second
 * @param latencySeconds of a round without any bytes: Spark's stage, its tasks and the driver's step
 */
record Cluster(double memoryGb, double tflops, double networkGbit, double latencySeconds) {
    /** Keys that change it. */
    static final List<String> KEYS = List.of("memory_gb", "tflops", "network_gbit", "latency_s");

    private static final Map<String, Double> USUAL =
            Map.of("memory_gb", 80.0, "tflops", 100.0, "network_gbit", 10.0, "latency_s", 0.5);

    /** @throws ConfigException naming a value that is no number above 0 */
    static Cluster of(Map<String, String> changes) {
        Map<String, Double> values = new TreeMap<>(USUAL);
        changes.forEach((key, value) -> values.put(key, number(key, value)));
        return new Cluster(
                values.getOrDefault("memory_gb", 0.0),
                values.getOrDefault("tflops", 0.0),
                values.getOrDefault("network_gbit", 0.0),
                values.getOrDefault("latency_s", 0.0));
    }

    private static double number(String key, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && Double.isFinite(number)) return number;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ConfigException("plan: " + key + " is '" + value + "', expected a number above 0");
    }

    double bytesPerSecond() {
        return networkGbit * 1e9 / 8;
    }
}
