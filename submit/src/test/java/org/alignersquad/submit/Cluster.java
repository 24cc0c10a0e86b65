package org.alignersquad.submit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A server on loopback in JVMs of its own, which says when it is ready; closing ends it. */
record Cluster(List<Process> processes, String ready) implements AutoCloseable {
    private static final Path SUBMIT = CommandLineRun.root().resolve("submit");
    private static final Path HOME = SUBMIT.resolve("spark-home/target/home");

    /** YARN with one node; its settings are written to the folder. */
    static Cluster yarn(Path folder) throws IOException {
        List<String> command = java("clusters/yarn", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xmx512m");
        command.addAll(List.of("org.alignersquad.submit.clusters.YarnCluster", folder.toString()));
        return one(command, folder.resolve("yarn.log"), "ready");
    }

    /** Spark's own master and one worker; {@link #ready} ends with the master's address. */
    static Cluster standalone(Path folder, int port) throws IOException {
        return standalone(folder, port, 0);
    }

    /** The same, of whose worker Spark believes that it has so many GPUs. */
    static Cluster standalone(Path folder, int port, int gpus) throws IOException {
        String master = "spark://127.0.0.1:" + port;
        Cluster driver = one(
                spark("master.Master", "--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"),
                folder.resolve("master.log"),
                "I have been elected leader");
        List<String> worker =
                spark("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "4", "--memory", "6g");
        worker.addAll(List.of("--work-dir", folder.resolve("work").toString()));
        if (gpus > 0)
            worker.addAll(List.of("--properties-file", gpus(folder, gpus).toString()));
        worker.add(master);
        Cluster node = one(worker, folder.resolve("worker.log"), "Successfully registered with master");
        return new Cluster(List.of(node.processes().get(0), driver.processes().get(0)), master);
    }

    /** A worker's settings with a discovery script that finds GPUs everywhere. */
    private static Path gpus(Path folder, int count) throws IOException {
        Path script = folder.resolve("gpus.sh");
        String addresses =
                IntStream.range(0, count).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [" + addresses + "]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        String settings = "spark.worker.resource.gpu.amount " + count + "\n"
                + "spark.worker.resource.gpu.discoveryScript " + script + "\n";
        return Files.writeString(folder.resolve("worker.conf"), settings);
    }

    private static List<String> java(String module, String... options) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(Arrays.asList(options));
        Path target = SUBMIT.resolve(module).resolve("target");
        command.addAll(List.of("-cp", target.resolve("classes") + ":" + target.resolve("jars") + "/*"));
        return command;
    }

    private static List<String> spark(String main, String... words) {
        List<String> command = new ArrayList<>(List.of(HOME + "/bin/spark-class", "org.apache.spark.deploy." + main));
        command.addAll(Arrays.asList(words));
        return command;
    }

    private static Cluster one(List<String> command, Path log, String sign) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_NO_DAEMONIZE", "1");
        builder.environment().put("SPARK_HOME", HOME.toString());
        Process process = builder.start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.contains(sign)) {
                drain(output, log);
                return new Cluster(List.of(process), line);
            }
        }
        throw new IllegalStateException(command.get(0) + " ended before it was ready:\n" + String.join("\n", seen));
    }

    /** A process whose output nobody reads stops when the pipe is full. */
    private static void drain(BufferedReader output, Path log) {
        Thread thread = new Thread(() -> {
            try (output;
                    var writer = Files.newBufferedWriter(log)) {
                output.transferTo(writer);
            } catch (IOException e) {
                // the process has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
