package org.alignersquad.train.aligners;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.models.lora.LoraConfig;
import org.jspecify.annotations.Nullable;

/**
 * A low-rank adapter in place of the whole model; keys as in PEFT's {@code adapter_config.json}.
 *
 * @param targetModules names of the linear layers to adapt, such as {@code c_attn} or {@code q_proj}; the one entry
 *     {@code all-linear} means all of them but the head
 * @param modulesToSave names of modules that are trained whole and stored with the adapter, such as {@code wte}; absent: none
 * @param useRslora whether the update counts {@code lora_alpha / √r}; absent: {@code lora_alpha / r}
 * @param merge whether the aligner's directory holds the merged model, with the adapter in its folder {@code adapter}; absent:
 *     the adapter alone
 */
public record LoraRecipe(
        int r,
        double loraAlpha,
        double loraDropout,
        List<String> targetModules,
        @Nullable List<String> modulesToSave,
        @Nullable Boolean useRslora,
        @Nullable Boolean merge)
        implements Serializable {
    public LoraRecipe {
        targetModules = List.copyOf(targetModules);
        modulesToSave = modulesToSave == null ? null : List.copyOf(modulesToSave);
        config(r, loraAlpha, loraDropout, targetModules, modulesToSave, useRslora);
    }

    /** What the library calls it. */
    public LoraConfig config() {
        return config(r, loraAlpha, loraDropout, targetModules, modulesToSave, useRslora);
    }

    private static LoraConfig config(
            int r,
            double alpha,
            double dropout,
            List<String> targets,
            @Nullable List<String> saved,
            @Nullable Boolean useRslora) {
        boolean stabilised = Boolean.TRUE.equals(useRslora);
        return new LoraConfig(r, alpha, dropout, stabilised, targets, saved == null ? List.of() : saved);
    }

    boolean merged() {
        return Boolean.TRUE.equals(merge);
    }
}
