package org.alignersquad.models.bert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.alignersquad.models.architecture.Activation;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.engine.ScriptText;

/**
 * The encoder that BERT and its descendants share, as their {@code config.json} gives it.
 *
 * @param typeVocabSize token types
 * @param hiddenAct name of an {@link Activation}
 * @param numLabels classes of the head
 */
public record EncoderShape(
        int vocabSize,
        int maxPositionEmbeddings,
        int typeVocabSize,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        String hiddenAct,
        double layerNormEps,
        double initializerRange,
        int numLabels) {
    public EncoderShape {
        if (hiddenSize % numAttentionHeads != 0)
            throw new IllegalArgumentException("hidden_size must be a multiple of num_attention_heads, is: "
                    + hiddenSize + " with " + numAttentionHeads);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static EncoderShape read(ConfigJson config) {
        config.choice("position_embedding_type", "absolute", "absolute");
        config.flag("tie_word_embeddings", true); // of the pre-training head, which is not used
        config.only("is_decoder", false);
        config.only("add_cross_attention", false);
        return new EncoderShape(
                config.size("vocab_size"),
                config.size("max_position_embeddings", 512),
                config.size("type_vocab_size", 2),
                config.size("hidden_size"),
                config.layers("num_hidden_layers"),
                config.size("num_attention_heads"),
                config.size("intermediate_size"),
                config.activation("hidden_act", "gelu"),
                config.positive("layer_norm_eps", 1e-12),
                config.number("initializer_range", 0.02),
                config.entries("id2label", config.size("num_labels", 2)));
    }

    public EncoderShape withVocabSize(int size) {
        return with(size, numLabels);
    }

    public EncoderShape withNumLabels(int labels) {
        return with(vocabSize, labels);
    }

    private EncoderShape with(int size, int labels) {
        return new EncoderShape(
                size,
                maxPositionEmbeddings,
                typeVocabSize,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                intermediateSize,
                hiddenAct,
                layerNormEps,
                initializerRange,
                labels);
    }

    /** The encoder's parameters; the architecture adds its head. */
    public ParameterLayout layout(String prefix) {
        return ParameterLayout.of(prefix)
                .embedding("embeddings.word_embeddings", initializerRange, vocabSize, hiddenSize)
                .embedding("embeddings.position_embeddings", initializerRange, maxPositionEmbeddings, hiddenSize)
                .embedding("embeddings.token_type_embeddings", initializerRange, typeVocabSize, hiddenSize)
                .layerNorm("embeddings.LayerNorm", hiddenSize)
                .layers("encoder.layer", numHiddenLayers, this::addLayer);
    }

    private void addLayer(ParameterLayout layer) {
        layer.linear("attention.self.query", initializerRange, hiddenSize, hiddenSize, true)
                .linear("attention.self.key", initializerRange, hiddenSize, hiddenSize, true)
                .linear("attention.self.value", initializerRange, hiddenSize, hiddenSize, true)
                .linear("attention.output.dense", initializerRange, hiddenSize, hiddenSize, true)
                .layerNorm("attention.output.LayerNorm", hiddenSize)
                .linear("intermediate.dense", initializerRange, intermediateSize, hiddenSize, true)
                .linear("output.dense", initializerRange, hiddenSize, intermediateSize, true)
                .layerNorm("output.LayerNorm", hiddenSize);
    }

    /** The first checkpoints call a norm's tensors gamma and beta. */
    public static String normName(String tensorName) {
        return tensorName
                .replace(".LayerNorm.gamma", ".LayerNorm.weight")
                .replace(".LayerNorm.beta", ".LayerNorm.bias");
    }

    /**
     * The encoder's text.
     *
     * @param firstPosition row of the position table that the first token takes
     */
    public String script(ParameterLayout layout, int firstPosition) {
        Map<String, Object> values = new HashMap<>(layout.slots());
        values.put("num_attention_heads", numAttentionHeads);
        values.put("head_size", hiddenSize / numAttentionHeads);
        values.put("first_position", firstPosition);
        values.put("eps", layerNormEps);
        values.put("activation", Activation.of(hiddenAct).literal());
        return Programs.recompute(values) + "\n" + ScriptText.read(EncoderShape.class, "encoder.py.txt", values);
    }

    /** The content of {@code config.json}. */
    public ObjectNode json(String architecture, String modelType) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture);
        json.put("model_type", modelType);
        json.put("vocab_size", vocabSize);
        json.put("max_position_embeddings", maxPositionEmbeddings);
        json.put("type_vocab_size", typeVocabSize);
        json.put("hidden_size", hiddenSize);
        json.put("num_hidden_layers", numHiddenLayers);
        json.put("num_attention_heads", numAttentionHeads);
        json.put("intermediate_size", intermediateSize);
        json.put("hidden_act", hiddenAct);
        json.put("layer_norm_eps", layerNormEps);
        json.put("initializer_range", initializerRange);
        ObjectNode labels = json.putObject("id2label");
        for (int i = 0; i < numLabels; i++) labels.put(String.valueOf(i), "LABEL_" + i);
        ObjectNode ids = json.putObject("label2id");
        for (int i = 0; i < numLabels; i++) ids.put("LABEL_" + i, i);
        json.put("torch_dtype", "float32");
        return json;
    }
}
