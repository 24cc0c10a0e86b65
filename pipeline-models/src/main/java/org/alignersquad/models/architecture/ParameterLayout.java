package org.alignersquad.models.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A model's parameters in order, and how its program's text calls them: {@code $ln_f_weight} stands for {@code w[98]},
 * inside a layer {@code $mlp_fc1_bias} stands for {@code layer[7]}, or for {@code None} where the model has no such bias.
 * The names are the file's, without the base model's prefix and the layer's number, with {@code _} for dots.
 */
public final class ParameterLayout {
    private final List<ParameterSpec> specs = new ArrayList<>();
    private final Map<String, Object> slots = new HashMap<>();
    private String prefix;
    /** Of the layer that is being added, among all parameters; -1 outside of layers. */
    private int layerStart = -1;

    private ParameterLayout(String prefix) {
        this.prefix = prefix;
    }

    /** @param prefix what the base model's parameters begin with, such as {@code transformer.} */
    public static ParameterLayout of(String prefix) {
        return new ParameterLayout(prefix);
    }

    /** What is added from here on stands beside the base model, such as a head. */
    public ParameterLayout beside() {
        prefix = "";
        return this;
    }

    /**
     * Layers of equal parameters.
     *
     * @param name of the list of layers in the base model, such as {@code h}
     * @param layer adds one layer's parameters
     */
    public ParameterLayout layers(String name, int count, Consumer<ParameterLayout> layer) {
        String base = prefix;
        int first = specs.size();
        for (int i = 0; i < count; i++) {
            prefix = base + name + "." + i + ".";
            layerStart = specs.size();
            layer.accept(this);
        }
        prefix = base;
        layerStart = -1;
        slots.put("layers", count);
        slots.put("first_layer", first);
        slots.put("layer_size", (specs.size() - first) / count);
        return this;
    }

    /** A table of vectors, {@code <name>.weight}. */
    public ParameterLayout embedding(String name, double std, long rows, long width) {
        return add(name + ".weight", ParameterSpec.embedding(prefix + name + ".weight", std, rows, width));
    }

    /** The weight and, if there is one, the bias of a linear layer stored (out, in). */
    public ParameterLayout linear(String name, double std, long out, long in, boolean biased) {
        add(name + ".weight", ParameterSpec.matrix(prefix + name + ".weight", std, out, in));
        return bias(name, out, biased);
    }

    /**
     * The head of a decoder, {@code $head_weight}: a table of its own beside the base model, or if tied the embeddings'.
     *
     * @param embedding name of the embeddings in the base model
     */
    public ParameterLayout head(
            String name, boolean tied, String embedding, double std, long rows, long width, boolean biased) {
        beside();
        if (!tied) linear(name, std, rows, width, biased);
        slots.put("head_weight", slots.get(slot((tied ? embedding : name) + ".weight")));
        return this;
    }

    /** The weight and bias of a linear layer stored (in, out). */
    public ParameterLayout conv1d(String name, double std, long in, long out) {
        add(name + ".weight", ParameterSpec.matrix(prefix + name + ".weight", std, in, out));
        return bias(name, out, true);
    }

    /** The gain and bias of a layer norm. */
    public ParameterLayout layerNorm(String name, long size) {
        return gain(name, size).bias(name, size, true);
    }

    /** The gain of a norm. */
    public ParameterLayout gain(String name, long size) {
        return add(name + ".weight", ParameterSpec.gain(prefix + name + ".weight", size));
    }

    private ParameterLayout bias(String name, long size, boolean present) {
        if (present) return add(name + ".bias", ParameterSpec.bias(prefix + name + ".bias", size));
        slots.put(slot(name + ".bias"), "None");
        return this;
    }

    private ParameterLayout add(String name, ParameterSpec spec) {
        slots.put(
                slot(name), layerStart < 0 ? "w[" + specs.size() + "]" : "layer[" + (specs.size() - layerStart) + "]");
        specs.add(spec);
        return this;
    }

    private static String slot(String name) {
        return name.replace('.', '_');
    }

    /** The parameters, in the order in which the program takes them. */
    public List<ParameterSpec> specs() {
        return List.copyOf(specs);
    }

    /** Values for a text: every parameter's place, {@code layers}, {@code first_layer}, {@code layer_size}. */
    public Map<String, Object> slots() {
        return Map.copyOf(slots);
    }
}
