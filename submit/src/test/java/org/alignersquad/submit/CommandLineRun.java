package org.alignersquad.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** One run of {@code submit/aligners} as a user would start it: the built jar, the built Spark home, its own JVMs. */
record CommandLineRun(int exit, String output) {
    /** Two executors of one core each, in JVMs of their own. */
    static final List<String> TWO_EXECUTORS = List.of(
            "--master", "local-cluster[2,1,2048]", "--conf", "spark.executor.memory=2g", "--driver-memory", "1g");

    /** See {@code test.jvm} in pom.xml. */
    static final List<String> QUICK_JVMS = Stream.of("driver", "executor")
            .flatMap(jvm -> Stream.of(
                    "--conf", "spark." + jvm + ".defaultJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"))
            .toList();

    static final List<String> ONE_JVM = List.of("--master", "local[2]", "--driver-memory", "1g");

    /** Where executors of a local cluster live. */
    static final Path WORK = root().resolve("submit/spark-home/target/home/work");

    private static final long MOST_MINUTES = 40;

    /** The repository's root: tests run in the module's folder. */
    static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }

    static CommandLineRun of(Path log, List<String> spark, String... words) throws IOException, InterruptedException {
        return of(log, spark, Map.of(), words);
    }

    static CommandLineRun of(Path log, List<String> spark, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        Process process = start(log, spark, environment, words);
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "Still running after " + MOST_MINUTES + " minutes:\n" + Files.readString(log));
        }
        // copies of the jar, which add up to gigabytes; after a failure the logs among them may tell why
        if (process.exitValue() == 0) FileUtils.deleteQuietly(WORK.toFile());
        return new CommandLineRun(process.exitValue(), Files.readString(log, UTF_8));
    }

    static Process start(Path log, List<String> spark, String... words) throws IOException {
        return start(log, spark, Map.of(), words);
    }

    private static Process start(Path log, List<String> spark, Map<String, String> environment, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(root() + "/submit/aligners"));
        command.addAll(List.of(words));
        command.addAll(spark);
        command.addAll(List.of("--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=4"));
        command.addAll(QUICK_JVMS);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root().toFile()).redirectErrorStream(true);
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(environment);
        return builder.redirectOutput(log.toFile()).start();
    }
}
