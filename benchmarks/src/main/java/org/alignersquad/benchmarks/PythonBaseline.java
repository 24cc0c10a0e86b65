package org.alignersquad.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A baseline in eager PyTorch that runs beside a benchmark, in turn with it: a script of {@code src/main/python} that reads
 * a line with a number of repetitions and answers with a line with their seconds.
 *
 * <p>{@code -Dpython} names the interpreter, else {@code /usr/bin/python3}; Debian's python3-torch with libopenblas0 was used.
 */
final class PythonBaseline implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    private PythonBaseline(Process process) {
        this.process = process;
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param threads native threads of its computations */
    static PythonBaseline start(String script, int threads, List<Object> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("python", "/usr/bin/python3"), path(script).toString()));
        arguments.forEach(argument -> command.add(String.valueOf(argument)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        builder.environment().put("OPENBLAS_NUM_THREADS", String.valueOf(threads));
        return new PythonBaseline(builder.start());
    }

    private static Path path(String script) {
        Path file = Path.of(System.getProperty("benchmarks.python", "benchmarks/src/main/python"), script);
        if (!Files.exists(file))
            throw new IllegalArgumentException(
                    "No " + file.toAbsolutePath() + ": run from the repository's root, or set -Dbenchmarks.python");
        return file;
    }

    /** The seconds of so many repetitions. */
    double seconds(int repetitions) throws IOException {
        in.write(repetitions + "\n");
        in.flush();
        String line = out.readLine();
        if (line == null) throw new IOException("The baseline ended; what it said is above");
        return Double.parseDouble(line);
    }

    @Override
    public void close() throws IOException {
        in.close();
        process.destroy();
    }
}
