package org.alignersquad.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code aligners teacher} in a process of its own, which answers after a fixed time. */
final class TeacherProcess implements AutoCloseable {
    private static final String BASE_URL = "base_url: ";

    private final Process process;
    private final String baseUrl;

    private TeacherProcess(Process process, String baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    /** @param folder for its fault script */
    static TeacherProcess start(Path folder, int latencyMillis) throws IOException {
        Path script = folder.resolve("latency.yaml");
        Files.writeString(script, "{seed: 1, latency: {distribution: fixed, median: " + latencyMillis + "ms}}\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.alignersquad.submit.Aligners",
                        "teacher",
                        "--faults",
                        script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new TeacherProcess(process, baseUrl(process));
    }

    private static String baseUrl(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(BASE_URL)) return line.substring(BASE_URL.length());
        }
        throw new IOException("The teacher's server has ended");
    }

    String baseUrl() {
        return baseUrl;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
