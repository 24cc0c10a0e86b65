package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.config.StageConfig;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.Compute;
import org.alignersquad.models.engine.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the rounds of BERTs and aligners compute, and the figures that are taken of them.
 *
 * @param device {@code cpu}; {@code gpu}, and a task without one fails; {@code auto}: the GPU where there is one; or {@code
 *     cuda:N}. A task takes the first GPU that Spark assigned to it ({@code spark.task.resource.gpu.amount}), else the first
 *     that its process sees. Absent: {@code cpu}
 * @param precision of matrix products: {@code float32}, {@code bfloat16} or {@code float16}; absent: {@code float32}. A gradient that is
 *     beyond a float16 ends the training, as any that is not finite
 * @param recomputeActivations whether one state per layer is kept and the rest is computed again: the same gradients for a
 *     fraction of the memory; absent: false
 * @param stage what Spark gives the tasks of rounds, validations and figures, and no others; absent: what every task has, but
 *     where {@code device} is not {@code cpu} and executors have GPUs ({@code spark.executor.resource.gpu.amount}) that no task
 *     is given, one GPU each
 */
public record ComputeRecipe(
        @Nullable String device,
        @Nullable String precision,
        @Nullable Boolean recomputeActivations,
        @Nullable StageConfig stage)
        implements Serializable {
    /** Of {@code stage} in a recipe. */
    public static final String STAGE_KEY = "train.compute.stage";

    /** All on the CPU, in 32-bit floats. */
    public static final ComputeRecipe CPU = new ComputeRecipe(null, null, null, null);

    public ComputeRecipe {
        Compute.requireNames(device, precision);
    }

    /** What a task on this executor computes with; {@code gpu} without one is an error that says how many there are. */
    public Compute onTask() {
        return on(StageResources.assignedGpus());
    }

    /** @param assigned addresses of the GPUs that Spark gave the task */
    Compute on(List<String> assigned) {
        Compute compute = Compute.of(device, precision, assigned);
        return recomputes() ? compute.withRecomputedActivations() : compute;
    }

    /** The number type of matrix products. */
    public Precision number() {
        return precision == null ? Precision.FLOAT32 : Precision.of(precision);
    }

    /** What of it could change a model: where tasks are put cannot. */
    ComputeRecipe numbers() {
        return new ComputeRecipe(device, precision, recomputeActivations, null);
    }

    /** Whether tasks compute on a GPU where they find one. */
    public boolean mayUseGpu() {
        return Compute.mayUseGpu(device);
    }

    /** Whether activations are computed again. */
    public boolean recomputes() {
        return Boolean.TRUE.equals(recomputeActivations);
    }
}
