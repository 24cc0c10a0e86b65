package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code submit/aligners train} on executors of one core each, in JVMs of their own. */
final class TrainCommand {
    private static final long LONGEST_MINUTES = 30;

    private TrainCommand() {}

    /** @param changes keys of the recipe with other values, and Spark's options */
    static Process start(String recipe, int executors, Path log, List<String> changes) throws IOException {
        List<String> command = new ArrayList<>(List.of("submit/aligners", "train", recipe));
        command.addAll(changes);
        command.addAll(List.of("--master", "local-cluster[" + executors + ",1,1024]", "--driver-memory", "1g"));
        for (String conf : List.of(
                "spark.executor.memory=1g",
                "spark.ui.enabled=false",
                "spark.sql.shuffle.partitions=2",
                // a killed executor must not count against the application
                "spark.task.maxFailures=20",
                "spark.deploy.maxExecutorRetries=-1")) command.addAll(List.of("--conf", conf));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Waits until it has ended well. */
    static void waitFor(Process process, Path log) throws InterruptedException {
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("Still running after " + LONGEST_MINUTES + " minutes: see " + log);
        }
        if (process.exitValue() != 0) throw new IllegalStateException("A run failed: see " + log);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
