package org.alignersquad.models.gptneox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.BlockShape;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.architecture.Rope;
import org.jspecify.annotations.Nullable;

/**
 * GPT-NeoX's {@code config.json}, field by field: Pythia, RedPajama-INCITE.
 *
 * @param rope {@code rotary_emb_base}, {@code rotary_pct} of a head's size, {@code rope_scaling}
 * @param useParallelResidual whether attention and feed-forward layer read the same state; else one after the other
 * @param attentionBias whether attention's linear layers have biases
 * @param tieWordEmbeddings whether the head is the embedding table
 */
public record GptNeoxConfig(
        int vocabSize,
        int maxPositionEmbeddings,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        String hiddenAct,
        Rope rope,
        boolean useParallelResidual,
        boolean attentionBias,
        boolean tieWordEmbeddings,
        double layerNormEps,
        double initializerRange)
        implements DecoderConfig {
    public GptNeoxConfig {
        if (hiddenSize % numAttentionHeads != 0)
            throw new IllegalArgumentException("hidden_size must be a multiple of num_attention_heads, is: "
                    + hiddenSize + " with " + numAttentionHeads);
    }

    /** Pythia's shape: a quarter of each head turns, parallel residual, biases, a head of its own. */
    public static GptNeoxConfig of(int vocabSize, int maxPositions, int hiddenSize, int layers, int heads) {
        Rope rope = Rope.of(10_000, hiddenSize / heads / 4);
        return new GptNeoxConfig(
                vocabSize,
                maxPositions,
                hiddenSize,
                layers,
                heads,
                4 * hiddenSize,
                "gelu",
                rope,
                true,
                true,
                false,
                1e-5,
                0.02);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static GptNeoxConfig read(String file, JsonNode json) {
        ConfigJson config = new ConfigJson(file, json);
        int hiddenSize = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        GptNeoxConfig read = new GptNeoxConfig(
                config.size("vocab_size"),
                config.size("max_position_embeddings", 2048),
                hiddenSize,
                config.layers("num_hidden_layers"),
                heads,
                config.size("intermediate_size", 4 * hiddenSize),
                config.activation("hidden_act", "gelu"),
                Rope.read(config, "rotary_emb_base", "rotary_pct", 0.25, hiddenSize / heads),
                config.flag("use_parallel_residual", true),
                config.flag("attention_bias", true),
                config.flag("tie_word_embeddings", false),
                config.positive("layer_norm_eps", 1e-5),
                config.number("initializer_range", 0.02));
        config.finish();
        return read;
    }

    @Override
    public String modelType() {
        return "gpt_neox";
    }

    @Override
    public int maxPositions() {
        return maxPositionEmbeddings;
    }

    @Override
    public GptNeoxConfig withVocabSize(int size) {
        return new GptNeoxConfig(
                size,
                maxPositionEmbeddings,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                intermediateSize,
                hiddenAct,
                rope,
                useParallelResidual,
                attentionBias,
                tieWordEmbeddings,
                layerNormEps,
                initializerRange);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout().specs();
    }

    private ParameterLayout layout() {
        return ParameterLayout.of("gpt_neox.")
                .embedding("embed_in", initializerRange, vocabSize, hiddenSize)
                .layers("layers", numHiddenLayers, this::addLayer)
                .layerNorm("final_layer_norm", hiddenSize)
                .head("embed_out", tieWordEmbeddings, "embed_in", initializerRange, vocabSize, hiddenSize, false);
    }

    private void addLayer(ParameterLayout layer) {
        layer.layerNorm("input_layernorm", hiddenSize)
                .linear("attention.query_key_value", initializerRange, 3L * hiddenSize, hiddenSize, attentionBias)
                .linear("attention.dense", initializerRange, hiddenSize, hiddenSize, attentionBias)
                .layerNorm("post_attention_layernorm", hiddenSize)
                .linear("mlp.dense_h_to_4h", initializerRange, intermediateSize, hiddenSize, true)
                .linear("mlp.dense_4h_to_h", initializerRange, hiddenSize, intermediateSize, true);
    }

    /** Masks and frequencies hold no weights, nor does a tied head; a base model's file lacks the prefix. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.endsWith(".attention.bias")
                || tensorName.endsWith(".attention.masked_bias")
                || tensorName.endsWith(".rotary_emb.inv_freq")) return null;
        if (tensorName.startsWith("embed_out.")) return tieWordEmbeddings ? null : tensorName;
        return tensorName.startsWith("gpt_neox.") ? tensorName : "gpt_neox." + tensorName;
    }

    @Override
    public String script() {
        int headSize = hiddenSize / numAttentionHeads;
        BlockShape block = BlockShape.of(numAttentionHeads, headSize, layerNormEps, hiddenAct);
        Map<String, Object> own = new HashMap<>(rope.slots());
        own.put("use_parallel_residual", useParallelResidual ? "True" : "False");
        return Programs.causalLm(GptNeoxConfig.class, "gptneox.py.txt", layout(), block, own);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("GPTNeoXForCausalLM");
        json.put("model_type", modelType());
        json.put("vocab_size", vocabSize);
        json.put("max_position_embeddings", maxPositionEmbeddings);
        json.put("hidden_size", hiddenSize);
        json.put("num_hidden_layers", numHiddenLayers);
        json.put("num_attention_heads", numAttentionHeads);
        json.put("intermediate_size", intermediateSize);
        json.put("hidden_act", hiddenAct);
        json.put("rotary_pct", (double) rope.size() * numAttentionHeads / hiddenSize);
        json.put("rotary_emb_base", rope.theta());
        rope.writeScaling(json);
        json.put("use_parallel_residual", useParallelResidual);
        json.put("attention_bias", attentionBias);
        json.put("tie_word_embeddings", tieWordEmbeddings);
        json.put("layer_norm_eps", layerNormEps);
        json.put("initializer_range", initializerRange);
        json.put("torch_dtype", "float32");
        return json;
    }
}
