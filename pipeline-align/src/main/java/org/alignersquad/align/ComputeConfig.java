package org.alignersquad.align;

import java.io.Serializable;
import org.alignersquad.core.config.StageConfig;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.Compute;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the squad's models in process compute; linear inspectors need no device.
 *
 * @param device {@code cpu}; {@code gpu}, and a task without one fails; {@code auto}: the GPU where there is one; or {@code
 *     cuda:N}. A task takes the first GPU that Spark assigned to it, else the first that its process sees. Absent: {@code cpu}
 * @param precision of matrix products on a GPU: {@code float32}, {@code bfloat16} or {@code float16}; the CPU's packed
 *     matrices are of 32-bit floats in any case. Absent: {@code float32}
 * @param stage what Spark gives the tasks that align and no others; absent: what every task has, but where {@code device} is not
 *     {@code cpu} and executors have GPUs ({@code spark.executor.resource.gpu.amount}) that no task is given, one GPU each
 */
public record ComputeConfig(
        @Nullable String device,
        @Nullable String precision,
        @Nullable StageConfig stage) implements Serializable {
    static final String STAGE_KEY = "align.compute.stage";

    /** All on the CPU. */
    static final ComputeConfig CPU = new ComputeConfig(null, null, null);

    public ComputeConfig {
        Compute.requireNames(device, precision);
    }

    /** What the task that asks computes with; {@code gpu} without one is an error that says how many there are. */
    Compute onTask() {
        return Compute.of(device, precision, StageResources.assignedGpus());
    }

    boolean mayUseGpu() {
        return Compute.mayUseGpu(device);
    }
}
