package org.alignersquad.models.phi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.models.architecture.BlockShape;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.architecture.Rope;
import org.jspecify.annotations.Nullable;

/**
 * Phi's {@code config.json}, field by field: Phi-1, Phi-1.5, Phi-2.
 *
 * @param numKeyValueHeads heads of keys and values, a divisor of the query heads
 * @param rope {@code rope_theta}, {@code partial_rotary_factor} of a head's size, {@code rope_scaling}
 */
public record PhiConfig(
        int vocabSize,
        int maxPositionEmbeddings,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int numKeyValueHeads,
        int intermediateSize,
        String hiddenAct,
        Rope rope,
        double layerNormEps,
        double initializerRange)
        implements DecoderConfig {
    public PhiConfig {
        if (hiddenSize % numAttentionHeads != 0)
            throw new IllegalArgumentException("hidden_size must be a multiple of num_attention_heads, is: "
                    + hiddenSize + " with " + numAttentionHeads);
        if (numAttentionHeads % numKeyValueHeads != 0)
            throw new IllegalArgumentException("num_attention_heads must be a multiple of num_key_value_heads, is: "
                    + numAttentionHeads + " with " + numKeyValueHeads);
    }

    /** Phi-2's shape: two fifths of each head turn. */
    public static PhiConfig of(int vocabSize, int maxPositions, int hiddenSize, int layers, int heads) {
        Rope rope = Rope.of(10_000, hiddenSize / heads * 2 / 5);
        return new PhiConfig(
                vocabSize,
                maxPositions,
                hiddenSize,
                layers,
                heads,
                heads,
                4 * hiddenSize,
                "gelu_new",
                rope,
                1e-5,
                0.02);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static PhiConfig read(String file, JsonNode json) {
        ConfigJson config = new ConfigJson(file, json);
        config.only("qk_layernorm", false);
        config.only("tie_word_embeddings", false);
        int hiddenSize = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        PhiConfig read = new PhiConfig(
                config.size("vocab_size"),
                config.size("max_position_embeddings", 2048),
                hiddenSize,
                config.layers("num_hidden_layers"),
                heads,
                config.size("num_key_value_heads", heads),
                config.size("intermediate_size", 4 * hiddenSize),
                config.activation("hidden_act", "gelu_new"),
                Rope.read(config, "rope_theta", "partial_rotary_factor", 0.5, hiddenSize / heads),
                config.positive("layer_norm_eps", 1e-5),
                config.number("initializer_range", 0.02));
        config.finish();
        return read;
    }

    @Override
    public String modelType() {
        return "phi";
    }

    @Override
    public int maxPositions() {
        return maxPositionEmbeddings;
    }

    @Override
    public PhiConfig withVocabSize(int size) {
        return new PhiConfig(
                size,
                maxPositionEmbeddings,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                numKeyValueHeads,
                intermediateSize,
                hiddenAct,
                rope,
                layerNormEps,
                initializerRange);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout().specs();
    }

    private ParameterLayout layout() {
        return ParameterLayout.of("model.")
                .embedding("embed_tokens", initializerRange, vocabSize, hiddenSize)
                .layers("layers", numHiddenLayers, this::addLayer)
                .layerNorm("final_layernorm", hiddenSize)
                .head("lm_head", false, "embed_tokens", initializerRange, vocabSize, hiddenSize, true);
    }

    private void addLayer(ParameterLayout layer) {
        int keys = numKeyValueHeads * headSize();
        layer.layerNorm("input_layernorm", hiddenSize)
                .linear("self_attn.q_proj", initializerRange, hiddenSize, hiddenSize, true)
                .linear("self_attn.k_proj", initializerRange, keys, hiddenSize, true)
                .linear("self_attn.v_proj", initializerRange, keys, hiddenSize, true)
                .linear("self_attn.dense", initializerRange, hiddenSize, hiddenSize, true)
                .linear("mlp.fc1", initializerRange, intermediateSize, hiddenSize, true)
                .linear("mlp.fc2", initializerRange, hiddenSize, intermediateSize, true);
    }

    private int headSize() {
        return hiddenSize / numAttentionHeads;
    }

    /** Frequencies hold no weights; a base model's file lacks the prefix. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.endsWith(".rotary_emb.inv_freq")) return null;
        if (tensorName.startsWith("lm_head.")) return tensorName;
        return tensorName.startsWith("model.") ? tensorName : "model." + tensorName;
    }

    @Override
    public String script() {
        BlockShape block = BlockShape.of(numKeyValueHeads, headSize(), layerNormEps, hiddenAct);
        return Programs.causalLm(PhiConfig.class, "phi.py.txt", layout(), block, rope.slots());
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("PhiForCausalLM");
        json.put("model_type", modelType());
        json.put("vocab_size", vocabSize);
        json.put("max_position_embeddings", maxPositionEmbeddings);
        json.put("hidden_size", hiddenSize);
        json.put("num_hidden_layers", numHiddenLayers);
        json.put("num_attention_heads", numAttentionHeads);
        json.put("num_key_value_heads", numKeyValueHeads);
        json.put("intermediate_size", intermediateSize);
        json.put("hidden_act", hiddenAct);
        json.put("partial_rotary_factor", (double) rope.size() / headSize());
        json.put("rope_theta", rope.theta());
        rope.writeScaling(json);
        json.put("qk_layernorm", false);
        json.put("tie_word_embeddings", false);
        json.put("layer_norm_eps", layerNormEps);
        json.put("initializer_range", initializerRange);
        json.put("torch_dtype", "float32");
        return json;
    }
}
