package org.alignersquad.core.spark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.ExecutorConfig;
import org.alignersquad.core.config.StageConfig;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tasks that compute with models run with, where a recipe asks for it and the cluster manager has stage-level
 * scheduling: standalone, YARN and Kubernetes. A local master has one process for all, where they run as any task. One for all
 * stages of a job, since Spark's executors belong to the profile that they were started for.
 */
public final class StageResources {
    /** As any other stage. */
    public static final StageResources NONE = new StageResources(null, null);

    private static final Logger LOG = LoggerFactory.getLogger(StageResources.class);
    private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
    private static final String EXECUTOR_CORES = "spark.executor.cores";
    private static final String TASK_GPUS = "spark.task.resource.gpu.amount";
    private static final String CLUSTERS = "(spark://|k8s://|local-cluster\\[|yarn).*";

    private final @Nullable StageConfig stage;
    private final @Nullable ResourceProfile profile;

    private StageResources(@Nullable StageConfig stage, @Nullable ResourceProfile profile) {
        this.stage = stage;
        this.profile = profile;
    }

    /**
     * @param key of {@code stage} in the recipe, for messages
     * @param stage what the recipe asks for; null: where tasks may use GPUs that Spark's settings give to executors but to no
     *     task, one for each, else as any other stage
     * @param conf the application's
     * @throws ConfigException where the cluster cannot give what is asked for
     */
    public static StageResources of(String key, @Nullable StageConfig stage, boolean mayUseGpu, SparkConf conf) {
        StageConfig asked = stage == null && mayUseGpu && unassigned(conf) ? new StageConfig(null, 1, null) : stage;
        if (asked == null) return NONE;
        if (local(conf)) {
            LOG.info("{}: spark.master is {}, whose only process runs all tasks alike", key, master(conf));
            return NONE;
        }
        problem(key, asked, conf).ifPresent(problem -> {
            throw new ConfigException(problem);
        });
        return new StageResources(asked, profile(asked));
    }

    private static boolean unassigned(SparkConf conf) {
        return conf.getInt(EXECUTOR_GPUS, 0) > 0 && !conf.contains(TASK_GPUS);
    }

    /** Why the cluster cannot give that; empty where it can, where nothing is asked, and where no cluster is seen yet. */
    public static Optional<String> problem(String key, @Nullable StageConfig stage, SparkConf conf) {
        if (stage == null || !conf.contains("spark.master") || local(conf)) return Optional.empty();
        if (!master(conf).matches(CLUSTERS))
            return problem(
                    "%s needs a standalone, YARN or Kubernetes cluster, spark.master is '%s'; leave it out there",
                    key, master(conf));
        if (stage.executor() == null) return tooMuch(key, stage, conf);
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) return Optional.empty();
        return problem(
                "%s.executor needs spark.dynamicAllocation.enabled=true: without it Spark starts executors of one kind only",
                key);
    }

    private static Optional<String> tooMuch(String key, StageConfig stage, SparkConf conf) {
        int gpus = conf.getInt(EXECUTOR_GPUS, 0);
        if (stage.gpus() > gpus)
            return problem(
                    "%s.task_gpus is %d, but %s is %d: set it, or give these tasks executors of their own with %s.executor",
                    key, stage.gpus(), EXECUTOR_GPUS, gpus, key);
        int cores = conf.getInt(EXECUTOR_CORES, Integer.MAX_VALUE);
        if (stage.cpus() > cores)
            return problem("%s.task_cpus is %d, but %s is %d", key, stage.cpus(), EXECUTOR_CORES, cores);
        return Optional.empty();
    }

    private static Optional<String> problem(String text, Object... values) {
        return Optional.of(String.format(Locale.ROOT, text, values));
    }

    private static String master(SparkConf conf) {
        return conf.get("spark.master", "");
    }

    private static boolean local(SparkConf conf) {
        return master(conf).matches("local(\\[.*)?");
    }

    private static ResourceProfile profile(StageConfig stage) {
        TaskResourceRequests task = new TaskResourceRequests();
        if (stage.taskCpus() != null) task.cpus(stage.taskCpus());
        if (stage.gpus() > 0) task.resource("gpu", stage.gpus());
        ResourceProfileBuilder builder = new ResourceProfileBuilder().require(task);
        if (stage.executor() != null) builder.require(requests(stage.executor()));
        return builder.build();
    }

    private static ExecutorResourceRequests requests(ExecutorConfig executor) {
        ExecutorResourceRequests requests =
                new ExecutorResourceRequests().cores(executor.cores()).memory(executor.memory());
        if (executor.memoryOverhead() != null) requests.memoryOverhead(executor.memoryOverhead());
        String script = executor.gpuDiscoveryScript() == null ? "" : executor.gpuDiscoveryScript();
        String vendor = executor.gpuVendor() == null ? "" : executor.gpuVendor();
        if (executor.gpuCount() > 0) requests.resource("gpu", executor.gpuCount(), script, vendor);
        return requests;
    }

    /** Addresses of the GPUs that Spark gave the task which asks; empty where it gave none, and outside a task. */
    public static List<String> assignedGpus() {
        TaskContext task = TaskContext.get();
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get("gpu");
        return gpus == null ? List.of() : List.of(gpus.addresses());
    }

    /** These tasks with these resources. */
    public <T> JavaRDD<T> on(JavaRDD<T> tasks) {
        return profile == null ? tasks : tasks.withResources(profile);
    }

    /** {@link Dataset#mapPartitions} in tasks with these resources, and with what follows in their stage. */
    public Dataset<Row> mapPartitions(Dataset<Row> rows, MapPartitionsFunction<Row, Row> body, Encoder<Row> encoder) {
        if (profile == null) return rows.mapPartitions(body, encoder);
        JavaRDD<Row> tasks = on(rows.toJavaRDD().mapPartitions(body::call));
        return rows.sparkSession().createDataFrame(tasks, encoder.schema());
    }

    /**
     * Of so many tasks of any other stage that run at once, how many of these do: about, since an executor's cores may be
     * its cluster manager's choice.
     */
    public int atOnce(int tasks, SparkConf conf) {
        if (stage == null) return tasks;
        ExecutorConfig own = stage.executor();
        int cores = own == null ? conf.getInt(EXECUTOR_CORES, 1) : own.cores();
        int gpus = own == null ? conf.getInt(EXECUTOR_GPUS, 0) : own.gpuCount();
        int each = stage.gpus() == 0 ? cores / stage.cpus() : Math.min(cores / stage.cpus(), gpus / stage.gpus());
        return Math.max(1, tasks * Math.max(each, 1) / cores);
    }
}
