package org.alignersquad.models.gpt2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.BlockShape;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.jspecify.annotations.Nullable;

/**
 * GPT-2's {@code config.json}, field by field.
 *
 * @param nInner size of the feed-forward layer
 * @param activationFunction name of an {@link org.alignersquad.models.architecture.Activation}
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
        Gpt2Config read = new Gpt2Config(
                config.size("vocab_size"),
                config.size("n_positions"),
                nEmbd,
                config.layers("n_layer"),
                config.size("n_head"),
                config.size("n_inner", 4 * nEmbd),
                config.activation("activation_function", "gelu_new"),
                config.positive("layer_norm_epsilon", 1e-5),
                config.number("initializer_range", 0.02));
        config.finish();
        return read;
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
        return layout().specs();
    }

    private ParameterLayout layout() {
        return ParameterLayout.of("transformer.")
                .embedding("wte", initializerRange, vocabSize, nEmbd)
                .embedding("wpe", initializerRange, nPositions, nEmbd)
                .layers("h", nLayer, this::addLayer)
                .layerNorm("ln_f", nEmbd);
    }

    private void addLayer(ParameterLayout layer) {
        // what flows into the residual stream starts smaller, the deeper the model
        double residual = initializerRange / Math.sqrt(2.0 * nLayer);
        layer.layerNorm("ln_1", nEmbd)
                .conv1d("attn.c_attn", initializerRange, nEmbd, 3L * nEmbd)
                .conv1d("attn.c_proj", residual, nEmbd, nEmbd)
                .layerNorm("ln_2", nEmbd)
                .conv1d("mlp.c_fc", initializerRange, nEmbd, nInner)
                .conv1d("mlp.c_proj", residual, nInner, nEmbd);
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
        BlockShape block = BlockShape.of(nHead, nEmbd / nHead, layerNormEpsilon, activationFunction);
        return Programs.causalLm(Gpt2Config.class, "gpt2.py.txt", layout(), block, Map.of());
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
