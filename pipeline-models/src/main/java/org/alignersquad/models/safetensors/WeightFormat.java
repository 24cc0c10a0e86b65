package org.alignersquad.models.safetensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alignersquad.models.engine.NamedTensor;

/**
 * How weights are written.
 *
 * @param dtype F32, F16 or BF16
 * @param maxShardBytes weights of more bytes go to several files; a tensor is never divided
 */
public record WeightFormat(DType dtype, long maxShardBytes) {
    /** Hugging Face's largest file. */
    private static final long USUAL = 5_000_000_000L;

    /** 32-bit floats in files of up to 5 GB. */
    public static final WeightFormat FLOAT32 = new WeightFormat(DType.F32, USUAL);

    public WeightFormat {
        if (!dtype.isFloat()) throw new IllegalArgumentException("dtype must be F32, F16 or BF16, is: " + dtype);
        if (maxShardBytes < 1)
            throw new IllegalArgumentException("maxShardBytes must be at least 1, is: " + maxShardBytes);
    }

    /** {@code float32}, {@code float16} or {@code bfloat16}, in files of up to 5 GB. */
    public static WeightFormat of(String torchDtype) {
        for (DType dtype : new DType[] {DType.F32, DType.F16, DType.BF16})
            if (name(dtype).equals(torchDtype)) return new WeightFormat(dtype, USUAL);
        throw new IllegalArgumentException(
                "torch_dtype is '" + torchDtype + "', expected one of [float32, float16, bfloat16]");
    }

    /** As {@code config.json} calls the type. */
    public String torchDtype() {
        return name(dtype);
    }

    private static String name(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT).replace("f", "float");
    }

    long bytes(List<NamedTensor> tensors) {
        return tensors.stream().mapToLong(this::bytes).sum();
    }

    private long bytes(NamedTensor tensor) {
        return NamedTensor.elements(tensor.shape()) * dtype.bytes();
    }

    /** The tensors of each file, in order. */
    List<List<NamedTensor>> shards(List<NamedTensor> tensors) {
        List<List<NamedTensor>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long filled = 0;
        for (NamedTensor tensor : tensors) {
            if (filled > 0 && filled + bytes(tensor) > maxShardBytes) {
                shards.add(new ArrayList<>());
                filled = 0;
            }
            shards.get(shards.size() - 1).add(tensor);
            filled += bytes(tensor);
        }
        return shards;
    }
}
