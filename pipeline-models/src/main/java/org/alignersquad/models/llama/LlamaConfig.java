package org.alignersquad.models.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.models.architecture.BlockShape;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.architecture.Rope;
import org.jspecify.annotations.Nullable;

/**
 * The {@code config.json} of the LLaMA family, field by field: LLaMA, SmolLM, Mistral, Qwen2.
 *
 * @param family decides names of fields and classes, and which biases there are
 * @param numKeyValueHeads heads of keys and values, a divisor of the query heads
 * @param headDim values per head
 * @param rope {@code rope_theta}, {@code rope_scaling}
 * @param attentionBias whether attention's linear layers have biases; for Qwen2 true, and its output layer has none
 * @param mlpBias whether the feed-forward layers have biases
 * @param slidingWindow positions that windowed layers see, themselves among them; 0 where all layers see everything
 * @param maxWindowLayers this many first layers have no window; 0 for Mistral
 */
public record LlamaConfig(
        Family family,
        int vocabSize,
        int maxPositionEmbeddings,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int numKeyValueHeads,
        int headDim,
        int intermediateSize,
        String hiddenAct,
        Rope rope,
        boolean attentionBias,
        boolean mlpBias,
        int slidingWindow,
        int maxWindowLayers,
        boolean tieWordEmbeddings,
        double rmsNormEps,
        double initializerRange)
        implements DecoderConfig {
    /** Members of the family; they differ in their configs' fields only. */
    public enum Family {
        LLAMA("llama", "LlamaForCausalLM"),
        MISTRAL("mistral", "MistralForCausalLM"),
        QWEN2("qwen2", "Qwen2ForCausalLM");

        final String modelType;
        final String architecture;

        Family(String modelType, String architecture) {
            this.modelType = modelType;
            this.architecture = architecture;
        }
    }

    public LlamaConfig {
        if (numAttentionHeads % numKeyValueHeads != 0)
            throw new IllegalArgumentException("num_attention_heads must be a multiple of num_key_value_heads, is: "
                    + numAttentionHeads + " with " + numKeyValueHeads);
    }

    /** LLaMA's shape with a feed-forward layer of 8/3 of the hidden size, and a head of its own. */
    public static LlamaConfig of(
            int vocabSize, int maxPositions, int hiddenSize, int layers, int heads, int keyValueHeads) {
        int headDim = hiddenSize / heads;
        return new LlamaConfig(
                Family.LLAMA,
                vocabSize,
                maxPositions,
                hiddenSize,
                layers,
                heads,
                keyValueHeads,
                headDim,
                hiddenSize * 8 / 3,
                "silu",
                Rope.of(10_000, headDim),
                false,
                false,
                0,
                0,
                false,
                1e-6,
                0.02);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static LlamaConfig read(String file, JsonNode json) {
        return LlamaJson.read(file, json);
    }

    @Override
    public String modelType() {
        return family.modelType;
    }

    @Override
    public int maxPositions() {
        return maxPositionEmbeddings;
    }

    @Override
    public LlamaConfig withVocabSize(int size) {
        return new LlamaConfig(
                family,
                size,
                maxPositionEmbeddings,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                numKeyValueHeads,
                headDim,
                intermediateSize,
                hiddenAct,
                rope,
                attentionBias,
                mlpBias,
                slidingWindow,
                maxWindowLayers,
                tieWordEmbeddings,
                rmsNormEps,
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
                .gain("norm", hiddenSize)
                .head("lm_head", tieWordEmbeddings, "embed_tokens", initializerRange, vocabSize, hiddenSize, false);
    }

    private void addLayer(ParameterLayout layer) {
        int queries = numAttentionHeads * headDim;
        int keys = numKeyValueHeads * headDim;
        layer.gain("input_layernorm", hiddenSize)
                .linear("self_attn.q_proj", initializerRange, queries, hiddenSize, attentionBias)
                .linear("self_attn.k_proj", initializerRange, keys, hiddenSize, attentionBias)
                .linear("self_attn.v_proj", initializerRange, keys, hiddenSize, attentionBias)
                .linear("self_attn.o_proj", initializerRange, hiddenSize, queries, outputBias())
                .gain("post_attention_layernorm", hiddenSize)
                .linear("mlp.gate_proj", initializerRange, intermediateSize, hiddenSize, mlpBias)
                .linear("mlp.up_proj", initializerRange, intermediateSize, hiddenSize, mlpBias)
                .linear("mlp.down_proj", initializerRange, hiddenSize, intermediateSize, mlpBias);
    }

    private boolean outputBias() {
        return attentionBias && family != Family.QWEN2;
    }

    /** Frequencies hold no weights, nor does a tied head; a base model's file lacks the prefix. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.endsWith("rotary_emb.inv_freq")) return null;
        if (tensorName.startsWith("lm_head.")) return tieWordEmbeddings ? null : tensorName;
        return tensorName.startsWith("model.") ? tensorName : "model." + tensorName;
    }

    @Override
    public String script() {
        int full = slidingWindow == 0 ? numHiddenLayers : maxWindowLayers;
        BlockShape block = new BlockShape(numKeyValueHeads, headDim, rmsNormEps, hiddenAct, full, slidingWindow);
        return Programs.causalLm(LlamaConfig.class, "llama.py.txt", layout(), block, rope.slots());
    }

    @Override
    public ObjectNode json() {
        return LlamaJson.write(this);
    }
}
