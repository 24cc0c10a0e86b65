package org.alignersquad.models.gpt2;

import static org.alignersquad.models.architecture.ParameterSpec.bias;
import static org.alignersquad.models.architecture.ParameterSpec.embedding;
import static org.alignersquad.models.architecture.ParameterSpec.gain;
import static org.alignersquad.models.architecture.ParameterSpec.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.jspecify.annotations.Nullable;

/**
 * GPT-2's {@code config.json}, field by field.
 *
 * @param nInner size of the feed-forward layer
 * @param activationFunction {@code gelu_new} or {@code gelu}
 * @param initializerRange standard deviation of fresh weights
 */
public record Gpt2Config(
        int vocabSize,
        int nPositions,
        int nEmbd,
        int nLayer,
        int nHead,
        int nInner,
        String activationFunction,
        double layerNormEpsilon,
        double initializerRange)
        implements DecoderConfig {
    public Gpt2Config {
        if (nEmbd % nHead != 0)
            throw new IllegalArgumentException("n_embd must be a multiple of n_head, is: " + nEmbd + " with " + nHead);
    }

    /** A config with GPT-2's usual activation, epsilon and initial range, and a feed-forward layer of 4 × n_embd. */
    public static Gpt2Config of(int vocabSize, int nPositions, int nEmbd, int nLayer, int nHead) {
        return new Gpt2Config(vocabSize, nPositions, nEmbd, nLayer, nHead, 4 * nEmbd, "gelu_new", 1e-5, 0.02);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static Gpt2Config read(String file, JsonNode json) {
        ConfigJson config = new ConfigJson(file, json);
        config.only("tie_word_embeddings", true);
        config.only("scale_attn_weights", true);
        config.only("scale_attn_by_inverse_layer_idx", false);
        config.only("add_cross_attention", false);
        int nEmbd = config.size("n_embd");
        return new Gpt2Config(
                config.size("vocab_size"),
                config.size("n_positions"),
                nEmbd,
                config.size("n_layer"),
                config.size("n_head"),
                config.size("n_inner", 4 * nEmbd),
                config.choice("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh", "gelu"),
                config.number("layer_norm_epsilon", 1e-5),
                config.number("initializer_range", 0.02));
    }

    @Override
    public String modelType() {
        return "gpt2";
    }

    @Override
    public boolean fanInFanOut() {
        return true;
    }

    @Override
    public int maxPositions() {
        return nPositions;
    }

    @Override
    public Gpt2Config withVocabSize(int size) {
        return new Gpt2Config(
                size, nPositions, nEmbd, nLayer, nHead, nInner, activationFunction, layerNormEpsilon, initializerRange);
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        specs.add(embedding("transformer.wte.weight", initializerRange, vocabSize, nEmbd));
        specs.add(embedding("transformer.wpe.weight", initializerRange, nPositions, nEmbd));
        for (int i = 0; i < nLayer; i++) addLayer(specs, "transformer.h." + i + ".");
        specs.add(gain("transformer.ln_f.weight", nEmbd));
        specs.add(bias("transformer.ln_f.bias", nEmbd));
        return List.copyOf(specs);
    }

    private void addLayer(List<ParameterSpec> specs, String at) {
        // what flows into the residual stream starts smaller, the deeper the model
        double residual = initializerRange / Math.sqrt(2.0 * nLayer);
        specs.add(gain(at + "ln_1.weight", nEmbd));
        specs.add(bias(at + "ln_1.bias", nEmbd));
        specs.add(matrix(at + "attn.c_attn.weight", initializerRange, nEmbd, 3L * nEmbd));
        specs.add(bias(at + "attn.c_attn.bias", 3L * nEmbd));
        specs.add(matrix(at + "attn.c_proj.weight", residual, nEmbd, nEmbd));
        specs.add(bias(at + "attn.c_proj.bias", nEmbd));
        specs.add(gain(at + "ln_2.weight", nEmbd));
        specs.add(bias(at + "ln_2.bias", nEmbd));
        specs.add(matrix(at + "mlp.c_fc.weight", initializerRange, nEmbd, nInner));
        specs.add(bias(at + "mlp.c_fc.bias", nInner));
        specs.add(matrix(at + "mlp.c_proj.weight", residual, nInner, nEmbd));
        specs.add(bias(at + "mlp.c_proj.bias", nEmbd));
    }

    /** The first checkpoints lack the prefix; masks and the tied head hold no weights of their own. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.equals("lm_head.weight")
                || tensorName.endsWith(".attn.bias")
                || tensorName.endsWith(".attn.masked_bias")) return null;
        return tensorName.startsWith("transformer.") ? tensorName : "transformer." + tensorName;
    }

    @Override
    public String script() {
        return Programs.causalLm(
                Gpt2Config.class,
                "gpt2.py.txt",
                Map.of(
                        "n_layer", nLayer,
                        "n_head", nHead,
                        "head_size", nEmbd / nHead,
                        "layer_norm_epsilon", layerNormEpsilon,
                        "gelu", activationFunction.equals("gelu") ? "" : ", approximate=\"tanh\""));
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("GPT2LMHeadModel");
        json.put("model_type", modelType());
        json.put("vocab_size", vocabSize);
        json.put("n_positions", nPositions);
        json.put("n_ctx", nPositions);
        json.put("n_embd", nEmbd);
        json.put("n_layer", nLayer);
        json.put("n_head", nHead);
        json.put("n_inner", nInner);
        json.put("activation_function", activationFunction);
        json.put("layer_norm_epsilon", layerNormEpsilon);
        json.put("initializer_range", initializerRange);
        json.put("tie_word_embeddings", true);
        json.put("torch_dtype", "float32");
        return json;
    }
}
