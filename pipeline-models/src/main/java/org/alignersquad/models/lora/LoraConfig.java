package org.alignersquad.models.lora;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;

/**
 * What is adapted and how strongly; the fields are PEFT's.
 *
 * @param r rank of the update
 * @param loraAlpha the update counts {@code lora_alpha / r}, or {@code lora_alpha / √r} with {@code useRslora}
 * @param loraDropout probability of dropping an input feature of the adapted layers while training. The features are drawn
 *     once per micro batch and layer, and are then dropped for all of its tokens
 * @param useRslora rank-stabilised scaling (Kalajdzievski 2023)
 * @param targetModules names of the linear layers to adapt: a module's name, or the end of it after a dot, such as
 *     {@code q_proj} or {@code c_attn}; the one entry {@value #ALL_LINEAR} means all linear layers but the head
 * @param modulesToSave names, likewise, of modules that are trained whole and stored with the adapter, such as
 *     {@code wte} where tokens were added; a classifier's head is trained whole in any case, as PEFT does for sequence
 *     classification
 */
public record LoraConfig(
        int r,
        double loraAlpha,
        double loraDropout,
        boolean useRslora,
        List<String> targetModules,
        List<String> modulesToSave)
        implements Serializable {
    public static final String ALL_LINEAR = "all-linear";
    /** PEFT's names of a classifier's head, whichever the model has. */
    static final List<String> HEADS = List.of("classifier", "score");

    public LoraConfig {
        require(r >= 1, "r must be at least 1", r);
        require(loraAlpha > 0, "lora_alpha must be above 0", loraAlpha);
        require(loraDropout >= 0 && loraDropout < 1, "lora_dropout must be in [0, 1)", loraDropout);
        targetModules = List.copyOf(targetModules);
        modulesToSave = List.copyOf(modulesToSave);
        require(!targetModules.isEmpty(), "target_modules must name at least one module", targetModules);
    }

    /** Rank, alpha and targets; no dropout, the plain scaling, nothing trained whole. */
    public static LoraConfig of(int r, double loraAlpha, String... targetModules) {
        return new LoraConfig(r, loraAlpha, 0, false, List.of(targetModules), List.of());
    }

    /** The same with these modules trained whole. */
    public LoraConfig saving(String... modules) {
        return new LoraConfig(r, loraAlpha, loraDropout, useRslora, targetModules, List.of(modules));
    }

    /** What the product B·A is multiplied with. */
    public double scaling() {
        return useRslora ? loraAlpha / Math.sqrt(r) : loraAlpha / r;
    }

    /**
     * What is trained of a model: A and B of every adapted matrix, then what is trained whole.
     *
     * @throws IllegalArgumentException for a name that fits no layer, with the names that would
     */
    public List<ParameterSpec> trained(ModelConfig model) {
        return LoraLayout.of(model, this).trained(r);
    }

    static boolean matches(List<String> names, String module) {
        return names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) throw new IllegalArgumentException(rule + ", is: " + value);
    }
}
