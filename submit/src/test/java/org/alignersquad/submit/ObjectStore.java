package org.alignersquad.submit;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An S3 server with one bucket in a JVM of its own, on loopback; closing ends it. */
final class ObjectStore implements AutoCloseable {
    static final String BUCKET = "aligners";

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final int port;

    private ObjectStore(Process process) throws IOException {
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
        port = Integer.parseInt(line("ready ").substring("ready ".length()));
    }

    static ObjectStore start(Path log, String accessKey, String secretKey) throws IOException {
        Path target = CommandLineRun.root().resolve("submit/clusters/s3/target");
        List<String> command = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx1g",
                "-cp",
                target.resolve("classes") + ":" + target.resolve("jars") + "/*",
                "org.alignersquad.submit.clusters.S3Server",
                BUCKET,
                accessKey,
                secretKey);
        return new ObjectStore(
                new ProcessBuilder(command).redirectError(log.toFile()).start());
    }

    private String line(String start) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine())
            if (line.startsWith(start)) return line;
        throw new IOException("The S3 server has ended");
    }

    int port() {
        return port;
    }

    List<String> keys() throws IOException {
        say("list");
        List<String> keys = new ArrayList<>();
        for (String key = output.readLine(); key != null && !key.isEmpty(); key = output.readLine()) keys.add(key);
        return keys;
    }

    void delete(String key) throws IOException {
        say("delete " + key);
    }

    private void say(String words) throws IOException {
        input.write(words + "\n");
        input.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
