package org.alignersquad.train.rounds;

import java.util.Locale;
import java.util.Optional;
import org.alignersquad.core.config.ConfigException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tasks of rounds run with, where a recipe asks for it and the cluster manager has stage-level scheduling: standalone,
 * YARN and Kubernetes. A local master has one process for all, where they run as any task. One for all trainings of a
 * run, since Spark's executors belong to the profile that they were started for.
 */
public final class StageResources {
    /** As any other stage. */
    public static final StageResources NONE = new StageResources(null);

    private static final Logger LOG = LoggerFactory.getLogger(StageResources.class);
    private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
    private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

    private final @Nullable ResourceProfile profile;

    private StageResources(@Nullable ResourceProfile profile) {
        this.profile = profile;
    }

    /**
     * @param conf the application's
     * @throws ConfigException where the cluster cannot give what is asked for
     */
    public static StageResources of(ComputeRecipe compute, SparkConf conf) {
        StageRecipe stage = asked(compute, conf);
        if (stage == null) return NONE;
        if (local(conf)) {
            LOG.info("train.compute.stage: spark.master is {}, whose only process runs all tasks alike", master(conf));
            return NONE;
        }
        problem(stage, conf).ifPresent(problem -> {
            throw new ConfigException(problem);
        });
        return new StageResources(profile(stage));
    }

    /** The recipe's, or where tasks compute on GPUs that Spark's settings give to executors but to no task: one for each. */
    private static @Nullable StageRecipe asked(ComputeRecipe compute, SparkConf conf) {
        if (compute.stage() != null) return compute.stage();
        boolean unassigned = conf.getInt(EXECUTOR_GPUS, 0) > 0 && !conf.contains(TASK_GPUS);
        return compute.mayUseGpu() && unassigned ? new StageRecipe(null, 1, null) : null;
    }

    /** Why the cluster cannot give that; empty where it can, and where there is no cluster to be seen yet. */
    public static Optional<String> problem(StageRecipe stage, SparkConf conf) {
        if (!conf.contains("spark.master") || local(conf)) return Optional.empty();
        if (!master(conf).matches("(spark://|k8s://|local-cluster\\[|yarn).*"))
            return problem(
                    "needs a standalone, YARN or Kubernetes cluster, spark.master is '%s'; leave it out there",
                    master(conf));
        if (stage.executor() != null)
            return conf.getBoolean("spark.dynamicAllocation.enabled", false)
                    ? Optional.empty()
                    : problem(
                            ".executor needs spark.dynamicAllocation.enabled=true: without it Spark starts executors of"
                                    + " one kind only");
        int gpus = conf.getInt(EXECUTOR_GPUS, 0);
        if (stage.gpus() > gpus)
            return problem(
                    ".task_gpus is %d, but %s is %d: set it, or give the rounds executors of their own with"
                            + " train.compute.stage.executor",
                    stage.gpus(), EXECUTOR_GPUS, gpus);
        int cores = conf.getInt("spark.executor.cores", Integer.MAX_VALUE);
        if (stage.cpus() > cores)
            return problem(".task_cpus is %d, but spark.executor.cores is %d", stage.cpus(), cores);
        return Optional.empty();
    }

    private static Optional<String> problem(String text, Object... values) {
        String separator = text.startsWith(".") ? "" : " ";
        return Optional.of("train.compute.stage" + separator + String.format(Locale.ROOT, text, values));
    }

    private static String master(SparkConf conf) {
        return conf.get("spark.master", "");
    }

    private static boolean local(SparkConf conf) {
        return master(conf).matches("local(\\[.*)?");
    }

    private static ResourceProfile profile(StageRecipe stage) {
        TaskResourceRequests task = new TaskResourceRequests();
        if (stage.taskCpus() != null) task.cpus(stage.taskCpus());
        if (stage.gpus() > 0) task.resource("gpu", stage.gpus());
        ResourceProfileBuilder builder = new ResourceProfileBuilder().require(task);
        if (stage.executor() != null) builder.require(requests(stage.executor()));
        return builder.build();
    }

    private static ExecutorResourceRequests requests(ExecutorRecipe executor) {
        ExecutorResourceRequests requests =
                new ExecutorResourceRequests().cores(executor.cores()).memory(executor.memory());
        if (executor.memoryOverhead() != null) requests.memoryOverhead(executor.memoryOverhead());
        String script = executor.gpuDiscoveryScript() == null ? "" : executor.gpuDiscoveryScript();
        String vendor = executor.gpuVendor() == null ? "" : executor.gpuVendor();
        if (executor.gpuCount() > 0) requests.resource("gpu", executor.gpuCount(), script, vendor);
        return requests;
    }

    /** These tasks with these resources. */
    <T> JavaRDD<T> on(JavaRDD<T> tasks) {
        return profile == null ? tasks : tasks.withResources(profile);
    }
}
