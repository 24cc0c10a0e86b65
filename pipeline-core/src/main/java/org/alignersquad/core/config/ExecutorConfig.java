package org.alignersquad.core.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Executors that only the tasks of a {@link StageConfig} run on.
 *
 * @param memory of the heap, such as {@code 16g}
 * @param memoryOverhead beside the heap, for the engine's tensors; absent: Spark's share of {@code memory}
 * @param gpus of an executor; absent: none
 * @param gpuDiscoveryScript where the cluster manager wants one, as YARN and Kubernetes do: a file on the executor's machine
 * @param gpuVendor for Kubernetes, such as {@code nvidia.com}
 */
public record ExecutorConfig(
        int cores,
        String memory,
        @Nullable String memoryOverhead,
        @Nullable Integer gpus,
        @Nullable String gpuDiscoveryScript,
        @Nullable String gpuVendor)
        implements Serializable {
    public ExecutorConfig {
        if (cores < 1) throw new IllegalArgumentException("executor.cores must be at least 1, is: " + cores);
        if (gpus != null && gpus < 1)
            throw new IllegalArgumentException("executor.gpus must be at least 1, is: " + gpus);
    }

    /** GPUs of an executor. */
    public int gpuCount() {
        return gpus == null ? 0 : gpus;
    }
}
