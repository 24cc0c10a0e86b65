package org.alignersquad.submit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Parameters;

/**
 * Main class of the application jar: {@code JOB RECIPE [key=value …]}.
 *
 * <p>Run by spark-submit it ends the process with the job's {@link ExitCode}. Run inside a session that somebody else
 * owns (Databricks, notebooks) it neither stops the session nor ends the process; a job that is not done throws.
 */
@Command(
        name = "aligners",
        mixinStandardHelpOptions = true,
        versionProvider = Aligners.Version.class,
        sortOptions = false,
        description = "Makes, trains and applies aligners on Apache Spark.",
        footer = {
            "",
            "Jobs: synth, train, align, evaluate, report, and pipeline (every section of the recipe, in this order).",
            "quote: what synth will cost, by a pilot that asks the teacher a little and is not paid again.",
            "Beside them: teacher (a server for dry runs; see: aligners teacher --help),",
            "ledger (what was paid; see: aligners ledger --help),",
            "plan (what training a recipe's models takes; see: aligners plan --help).",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, recipe or input, 3 stopped and resumable, 4 gate not met."
        })
public final class Aligners implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Aligners.class);

    /** Words in a job's place that take options of their own and no recipe. */
    private static final Map<String, Callable<Integer>> TOOLS =
            Map.of("teacher", new TeacherCommand(), "ledger", new LedgerCommand(), "plan", new PlanCommand());

    @Parameters(
            index = "0",
            paramLabel = "JOB",
            description = "synth, train, align, evaluate, report, quote or pipeline")
    private String job = "";

    @Parameters(
            index = "1",
            paramLabel = "RECIPE",
            description =
                    "YAML file with a section for the job; a local path or an address such as s3a://bucket/nightly.yaml")
    private String recipe = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "key=value",
            description = "changes to the recipe, for example align.dump.path=/data/dump.parquet")
    private List<String> changes = new ArrayList<>();

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"aligners " + CodeVersion.current()};
        }
    }

    public static void main(String[] arguments) throws SparkUserAppException {
        boolean guest = !SparkSession.getActiveSession().isEmpty()
                || !SparkSession.getDefaultSession().isEmpty();
        if (!guest) StopSignals.install();
        int exit = execute(arguments);
        if (!guest) {
            if (!SparkSession.getDefaultSession().isEmpty())
                SparkSession.getDefaultSession().get().stop();
            end(exit);
            return;
        }
        if (exit != ExitCode.DONE.code()) throw new IllegalStateException("aligners ended with exit code " + exit);
    }

    /** Where Spark's own process runs the driver, the exit code is told to it: YARN takes an exit by itself for a failure. */
    private static void end(int exit) throws SparkUserAppException {
        if (!"cluster".equals(System.getProperty("spark.submit.deployMode"))) System.exit(exit);
        if (exit != ExitCode.DONE.code()) throw new SparkUserAppException(exit);
    }

    /**
     * Runs one command line in this process, as notebooks do: uses the Spark session that is there, and leaves it.
     *
     * @return the code of an {@link ExitCode}
     */
    public static int execute(String... arguments) {
        Callable<Integer> tool = arguments.length == 0 ? null : TOOLS.get(arguments[0]);
        CommandLine line = new CommandLine(tool == null ? new Aligners() : tool);
        line.setExecutionExceptionHandler((error, command, parsed) -> failed(error));
        int first = tool == null ? 0 : 1;
        return line.execute(Arrays.copyOfRange(arguments, first, arguments.length));
    }

    @Override
    public Integer call() {
        return new JobRun(recipe, changes).run(job).code();
    }

    private static int failed(Exception error) {
        if (error instanceof ConfigException wrong) {
            wrong.problems().forEach(problem -> System.err.println("aligners: " + problem));
            return ExitCode.WRONG_INPUT.code();
        }
        @Nullable TeacherStop stop = stop(error);
        if (stop != null) return stopped(stop);
        LOG.error("Failed", error);
        System.err.println("aligners: failed: " + rootMessage(error));
        return ExitCode.FAILED.code();
    }

    /** The stop that ended the job: Spark's error says no more than that its stage was cancelled. */
    private static @Nullable TeacherStop stop(Exception error) {
        @Nullable LeaseOffice office = Progress.office();
        @Nullable TeacherStop told = office == null ? null : office.stopped();
        return told == null ? TeacherStop.in(error) : told;
    }

    private static int stopped(TeacherStop stop) {
        if (!stop.resumable()) {
            System.err.println("aligners: failed: " + stop.reason());
            return ExitCode.FAILED.code();
        }
        System.err.println("aligners: stopped: " + stop.reason() + "; the same command goes on");
        return ExitCode.STOPPED.code();
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String last = root.getClass().getSimpleName() + ": " + root.getMessage();
        String first = error.getMessage();
        // Spark's own message is a page about its stage; others say what was being done
        if (root == error || first == null || error.getClass().getName().startsWith("org.apache.spark")) return last;
        return first.contains(String.valueOf(root.getMessage())) ? first : first + ": " + last;
    }
}
