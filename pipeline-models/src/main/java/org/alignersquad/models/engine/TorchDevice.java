package org.alignersquad.models.engine;

import ai.djl.Device;
import java.io.Serializable;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a model lives and computes: {@code cpu} or {@code cuda:N}.
 *
 * @param index of the GPU, counted from 0 among those that this process sees; −1 is the CPU
 */
public record TorchDevice(int index) implements Serializable {
    public static final TorchDevice CPU = new TorchDevice(-1);

    private static final Logger LOG = LoggerFactory.getLogger(TorchDevice.class);

    public TorchDevice {
        if (index < -1) throw new IllegalArgumentException("GPU index must be at least 0, is: " + index);
    }

    /**
     * The device of a {@code device:} key.
     *
     * @param name {@code cpu}, {@code gpu}: the first GPU, {@code auto}: the same where there is one, else the CPU, or {@code
     *     cuda:N}
     * @throws IllegalArgumentException for another name, and for a GPU that this process does not have
     */
    public static TorchDevice of(String name) {
        return of(name, List.of());
    }

    /**
     * The device of a task that was assigned GPUs, such as by Spark's resource scheduling.
     *
     * @param assignedGpus addresses of the task's GPUs: numbers; {@code gpu} and {@code auto} take the first of them, but
     *     {@code auto} the CPU where the engine's natives have no CUDA
     */
    public static TorchDevice of(String name, List<String> assignedGpus) {
        requireName(name);
        return switch (name) {
            case "cpu" -> CPU;
            case "gpu" -> first(assignedGpus);
            case "auto" -> Torch.hasCuda() ? auto(assignedGpus) : withoutCuda(assignedGpus);
            default -> present(Integer.parseInt(name.substring("cuda:".length())));
        };
    }

    /** @throws IllegalArgumentException for what no device is called, whatever this process has */
    public static void requireName(String name) {
        if (!name.matches("cpu|gpu|auto|cuda:\\d{1,4}"))
            throw new IllegalArgumentException("device is '" + name + "', expected cpu, gpu, auto or cuda:N");
    }

    private static TorchDevice auto(List<String> assignedGpus) {
        return assignedGpus.isEmpty() && Torch.gpus() == 0 ? CPU : first(assignedGpus);
    }

    private static TorchDevice withoutCuda(List<String> assignedGpus) {
        if (!assignedGpus.isEmpty())
            LOG.warn(
                    "The task has GPU {}, but the engine's natives have no CUDA: it computes on the CPU (see the GPU how-to)",
                    assignedGpus.get(0));
        return CPU;
    }

    private static TorchDevice first(List<String> assignedGpus) {
        String first = assignedGpus.isEmpty() ? "0" : assignedGpus.get(0);
        if (!first.matches("\\d{1,4}"))
            throw new IllegalArgumentException("GPU address is '" + first + "', expected a number");
        return present(Integer.parseInt(first));
    }

    private static TorchDevice present(int index) {
        int gpus = Torch.gpus();
        if (index < gpus) return new TorchDevice(index);
        throw new IllegalArgumentException("device is 'cuda:" + index + "', but this process sees " + gpus
                + " GPUs through the engine's natives (built for "
                + (Torch.hasCuda() ? "CUDA" : "the CPU only; see the GPU how-to") + ")");
    }

    public boolean isGpu() {
        return index >= 0;
    }

    Device device() {
        return isGpu() ? Device.gpu(index) : Device.cpu();
    }

    @Override
    public String toString() {
        return isGpu() ? "cuda:" + index : "cpu";
    }
}
