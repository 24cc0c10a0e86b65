package org.alignersquad.models;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;

/** Makes room for new tokens in a model's tables: embeddings, a head of its own and its bias. */
final class Embeddings {
    private Embeddings() {}

    /** The smallest multiple that has room for so many tokens. */
    static int rows(int tokens, int multiple) {
        if (multiple < 1) throw new IllegalArgumentException("multiple must be at least 1, is: " + multiple);
        return Math.multiplyExact((tokens - 1) / multiple + 1, multiple);
    }

    /** Copies of the tensors in the shapes of the config, which has at least as many tokens. */
    static List<NamedTensor> resize(List<NamedTensor> tensors, ModelConfig config) {
        List<NamedTensor> resized = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++)
            resized.add(resize(tensors.get(i), config.parameters().get(i)));
        return resized;
    }

    static NamedTensor resize(NamedTensor tensor, ParameterSpec spec) {
        FloatBuffer old = tensor.floats();
        float[] values = new float[Math.toIntExact(spec.count())];
        if (old.remaining() > values.length)
            throw new IllegalArgumentException("Cannot shrink " + tensor.name() + " from "
                    + NamedTensor.text(tensor.shape()) + " to " + NamedTensor.text(spec.shape()));
        int filled = old.remaining();
        old.get(values, 0, filled);
        if (filled < values.length) fillWithMean(values, filled, (int) (spec.count() / spec.shape()[0]));
        return NamedTensor.of(spec.name(), spec.shape(), values);
    }

    private static void fillWithMean(float[] values, int filled, int width) {
        double[] mean = new double[width];
        for (int i = 0; i < filled; i++) mean[i % width] += values[i];
        for (int i = filled; i < values.length; i++) values[i] = (float) (mean[i % width] / ((double) filled / width));
    }
}
