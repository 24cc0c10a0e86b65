package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.models.Compute;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.models.engine.TorchDevice;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the rounds of BERTs and aligners compute.
 *
 * @param device {@code cpu}; {@code gpu}, and a task without one fails; or {@code auto}: the GPU where there is one. A task
 *     takes the first GPU that Spark assigned to it ({@code spark.task.resource.gpu.amount}), else the first that its process
 *     sees. Absent: {@code cpu}
 * @param precision of matrix products: {@code float32}, {@code bfloat16} or {@code float16}; absent: {@code float32}. A gradient that is
 *     beyond a float16 ends the training, as any that is not finite
 * @param recomputeActivations whether one state per layer is kept and the rest is computed again: the same gradients for a
 *     fraction of the memory; absent: false
 * @param stage what Spark gives the rounds' tasks and no others; absent: what every task has, but where {@code device} is not
 *     {@code cpu} and executors have GPUs ({@code spark.executor.resource.gpu.amount}) that no task is given, one GPU each
 */
public record ComputeRecipe(
        @Nullable String device,
        @Nullable String precision,
        @Nullable Boolean recomputeActivations,
        @Nullable StageRecipe stage)
        implements Serializable {
    /** All on the CPU, in 32-bit floats. */
    public static final ComputeRecipe CPU = new ComputeRecipe(null, null, null, null);

    private static final List<String> DEVICES = List.of("cpu", "gpu", "auto");

    public ComputeRecipe {
        if (device != null && !DEVICES.contains(device))
            throw new IllegalArgumentException("device must be one of " + DEVICES + ", is: " + device);
        if (precision != null) Precision.of(precision);
    }

    /** What a task on this executor computes with; {@code gpu} without one is an error that says how many there are. */
    Compute onTask() {
        TaskContext task = TaskContext.get();
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get("gpu");
        List<String> assigned = gpus == null ? List.of() : List.of(gpus.addresses());
        return on(assigned);
    }

    /** @param assigned addresses of the GPUs that Spark gave the task */
    Compute on(List<String> assigned) {
        return new Compute(device(assigned), number(), recomputes());
    }

    private TorchDevice device(List<String> assigned) {
        if (device == null || !mayUseGpu()) return TorchDevice.CPU;
        if (device.equals("auto")) return TorchDevice.of("auto", assigned);
        return assigned.isEmpty() ? TorchDevice.of("cuda:0") : TorchDevice.of("auto", assigned);
    }

    /** The number type of matrix products. */
    public Precision number() {
        return precision == null ? Precision.FLOAT32 : Precision.of(precision);
    }

    /** What of it could change a model: where tasks are put cannot. */
    ComputeRecipe numbers() {
        return new ComputeRecipe(device, precision, recomputeActivations, null);
    }

    boolean mayUseGpu() {
        return device != null && !device.equals("cpu");
    }

    /** Whether activations are computed again. */
    public boolean recomputes() {
        return Boolean.TRUE.equals(recomputeActivations);
    }
}
