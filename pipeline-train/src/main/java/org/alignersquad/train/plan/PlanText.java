package org.alignersquad.train.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Plans as people read them. */
public final class PlanText {
    private static final List<Integer> WORKERS = List.of(1, 8, 64);

    private PlanText() {}

    /** Keys of {@link #of}'s cluster, and nothing of a recipe's. */
    public static boolean isClusterKey(String key) {
        return Cluster.KEYS.contains(key);
    }

    /** @param changes to the usual cluster, by key */
    public static String of(List<ModelPlan> plans, Map<String, String> changes) {
        Cluster cluster = Cluster.of(changes);
        List<String> lines = new ArrayList<>();
        for (ModelPlan plan : plans) model(plan, cluster, lines);
        lines.add(line(
                "assumed, not measured: memory_gb=%s and tflops=%s of a device, network_gbit=%s of a machine, latency_s=%s of a round",
                plain(cluster.memoryGb()),
                plain(cluster.tflops()),
                plain(cluster.networkGbit()),
                plain(cluster.latencySeconds())));
        return String.join("\n", lines) + "\n";
    }

    private static void model(ModelPlan plan, Cluster cluster, List<String> lines) {
        DeviceBytes device = plan.device();
        boolean fits = device.total() <= cluster.memoryGb() * 1e9;
        lines.add(line("%s (%s%s)", plan.model(), plan.modelType(), plan.adapter() ? ", LoRA" : ""));
        lines.add(line("  parameters   %,d, trained %,d", plan.parameters(), plan.trained()));
        lines.add(line(
                "  device       %s: weights %s, gradients %s, optimizer %s, activations about %s; %s",
                bytes(device.total()),
                bytes(device.weights()),
                bytes(device.gradients()),
                bytes(device.optimizer()),
                bytes(device.activations()),
                fits ? "fits" : "does not fit"));
        lines.add(line("  driver       %s for the rounds", bytes(plan.driverBytes())));
        lines.add(line(
                "  round        %d steps of %d texts on %d tasks: at most %,d tokens; %s moved",
                plan.rounds().localSteps(),
                plan.rounds().batchSize(),
                plan.tasks(),
                plan.tokensPerRound(),
                bytes(plan.bytesPerRound())));
        String scaling = WORKERS.stream()
                .map(workers -> line("%.1f", plan.scaling(workers, cluster)))
                .collect(Collectors.joining(", "));
        lines.add(line(
                "  scaling      %s with 1, 8, 64 workers (%.1f s of computing a round)",
                scaling, plan.computeSeconds(cluster)));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static String bytes(long bytes) {
        if (bytes >= 1e9) return line("%.1f GB", bytes / 1e9);
        if (bytes >= 1e6) return line("%.1f MB", bytes / 1e6);
        return line("%.1f kB", bytes / 1e3);
    }
}
