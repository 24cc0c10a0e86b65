package org.alignersquad.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A Python process with a model in eager PyTorch that obeys commands: see {@code eager.py}. */
final class EagerPyTorch implements AutoCloseable {
    private static final Path SCRIPT = Path.of("benchmarks/src/main/python/eager.py");

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;

    /** What a command took, and what it showed of its result. */
    record Answer(double seconds, double[] shown) {}

    EagerPyTorch(Path directory, int threads) throws IOException {
        if (!Files.exists(SCRIPT)) throw new IOException("Run this in the repository's root: there is no " + SCRIPT);
        String python = System.getProperty("python", "/usr/bin/python3");
        ProcessBuilder builder =
                new ProcessBuilder(python, SCRIPT.toString(), directory.toString(), String.valueOf(threads));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        builder.environment().put("OPENBLAS_NUM_THREADS", String.valueOf(threads));
        // what it detects by itself on newer processors is slower
        builder.environment().putIfAbsent("OPENBLAS_CORETYPE", "SkylakeX");
        process = builder.start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        System.out.println("baseline: " + line() + ", " + threads + " threads");
    }

    Answer ask(String command) throws IOException {
        in.println(command);
        double[] numbers = Arrays.stream(line().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Answer(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) throw new IOException("Python ended");
        return line;
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
