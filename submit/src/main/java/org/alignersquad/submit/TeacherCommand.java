package org.alignersquad.submit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.FaultScript;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code teacher}: the embedded teacher as a server of its own, for dry runs and benchmarks; ends when it is killed. */
@Command(
        name = "aligners teacher",
        mixinStandardHelpOptions = true,
        description = "Serves the embedded teacher on 127.0.0.1, as slow and unreliable as a fault script says.")
final class TeacherCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "0", description = "port on 127.0.0.1; 0, the default, takes a free one")
    private int port;

    @Option(names = "--faults", description = "YAML file with a fault script, for example conf/faults/mixed.yaml")
    private @Nullable Path faults;

    @Override
    public Integer call() throws InterruptedException {
        FaultScript script = faults == null ? FaultScript.none() : Recipes.loadWhole(faults, FaultScript.class);
        try (EmbeddedTeacherServer server = start(script)) {
            String root = server.baseUrl().toString().replace("/v1", "");
            System.out.println("base_url: " + server.baseUrl());
            System.out.println("counters: " + root + "/teacher/counters");
            System.out.flush();
            Thread.currentThread().join();
        }
        return ExitCode.DONE.code();
    }

    private EmbeddedTeacherServer start(FaultScript script) {
        try {
            return EmbeddedTeacherServer.start(port, script);
        } catch (UncheckedIOException e) {
            throw new ConfigException("--port: " + e.getMessage() + "; is it taken?");
        }
    }
}
