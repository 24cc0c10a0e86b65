package org.alignersquad.core.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What Spark gives the tasks that compute with models, and no other stage's (stage-level scheduling): the stages of data keep
 * every core, while each device has one task.
 *
 * @param taskCpus cores of a task; absent: {@code spark.task.cpus}
 * @param taskGpus GPUs of a task, which takes the first; absent: none
 * @param executor executors of their own, which come with these tasks and go after them: needs
 *     {@code spark.dynamicAllocation.enabled}; absent: the application's executors, which need
 *     {@code spark.executor.resource.gpu.amount} where tasks want GPUs
 */
public record StageConfig(
        @Nullable Integer taskCpus,
        @Nullable Integer taskGpus,
        @Nullable ExecutorConfig executor) implements Serializable {
    public StageConfig {
        if (taskCpus != null && taskCpus < 1)
            throw new IllegalArgumentException("task_cpus must be at least 1, is: " + taskCpus);
        if (taskGpus != null && taskGpus < 1)
            throw new IllegalArgumentException("task_gpus must be at least 1, is: " + taskGpus);
        if (taskCpus == null && taskGpus == null)
            throw new IllegalArgumentException("either task_cpus or task_gpus must be there");
        if (executor != null && taskCpus != null && taskCpus > executor.cores())
            throw new IllegalArgumentException(
                    "task_cpus must be at most executor.cores (" + executor.cores() + "), is: " + taskCpus);
        if (executor != null && taskGpus != null && taskGpus > executor.gpuCount())
            throw new IllegalArgumentException(
                    "task_gpus must be at most executor.gpus (" + executor.gpuCount() + "), is: " + taskGpus);
    }

    /** Cores of a task, as far as this says. */
    public int cpus() {
        return taskCpus == null ? 1 : taskCpus;
    }

    /** GPUs of a task. */
    public int gpus() {
        return taskGpus == null ? 0 : taskGpus;
    }
}
