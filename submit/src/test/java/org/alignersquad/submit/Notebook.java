package org.alignersquad.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/** A notebook's cells in a JVM of their own, with the built jar and the built Spark home: what a kernel has. */
record Notebook(int exit, String output) {
    private static final long MOST_MINUTES = 20;

    /**
     * @param run the finished run that the notebook looks at
     * @param aligned output of its job align
     * @param work where it may write
     */
    static Notebook run(Path notebook, Path run, Path aligned, Path work) throws IOException, InterruptedException {
        Path root = CommandLineRun.root();
        Path log = work.resolve(notebook.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(root, notebook))
                .directory(root.resolve("notebooks").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("ALIGNERS_RUN", run.toString());
        builder.environment().put("ALIGNERS_ALIGNED", aligned.toString());
        builder.environment().put("ALIGNERS_WORK", work.toString());
        builder.environment().put("ALIGNERS_HOME", root.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("DJL_OFFLINE", "true");
        Process process = builder.start();
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("Still running after " + MOST_MINUTES + " minutes: " + notebook);
        }
        return new Notebook(process.exitValue(), Files.readString(log));
    }

    private static List<String> command(Path root, Path notebook) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx1500m"));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
        command.add("-Dlog4j2.configurationFile=file:" + root.resolve("conf/log4j2.properties"));
        // Spark's jars one by one: the compiler inside the shell does not open wildcards
        command.addAll(List.of("-cp", classpath(root), NotebookRun.class.getName(), notebook.toString()));
        return command;
    }

    private static String classpath(Path root) {
        StringBuilder path = new StringBuilder(
                root.resolve("submit/target/aligners.jar") + ":" + root.resolve("submit/target/test-classes"));
        String[] jars =
                root.resolve("submit/spark-home/target/home/jars").toFile().list();
        if (jars == null) throw new IllegalStateException("There is no built Spark home under " + root);
        for (String jar : jars) path.append(':').append(root.resolve("submit/spark-home/target/home/jars/" + jar));
        return path.toString();
    }
}
