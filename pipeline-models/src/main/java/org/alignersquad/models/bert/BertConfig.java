package org.alignersquad.models.bert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.Activation;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.engine.ScriptText;
import org.jspecify.annotations.Nullable;

/**
 * BERT's {@code config.json}, field by field.
 *
 * @param hiddenAct {@code gelu} or {@code gelu_new}
 * @param numLabels classes of the head
 */
public record BertConfig(
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
        int numLabels)
        implements EncoderConfig {
    public BertConfig {
        if (hiddenSize % numAttentionHeads != 0)
            throw new IllegalArgumentException("hidden_size must be a multiple of num_attention_heads, is: "
                    + hiddenSize + " with " + numAttentionHeads);
    }

    /** A config of two classes and two token types with BERT's usual numbers for the rest. */
    public static BertConfig of(int vocabSize, int maxPositions, int hiddenSize, int layers, int heads) {
        return new BertConfig(
                vocabSize, maxPositions, 2, hiddenSize, layers, heads, 4 * hiddenSize, "gelu", 1e-12, 0.02, 2);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static BertConfig read(String file, JsonNode json) {
        ConfigJson config = new ConfigJson(file, json);
        config.choice("position_embedding_type", "absolute", "absolute");
        config.only("is_decoder", false);
        JsonNode labels = json.path("id2label");
        return new BertConfig(
                config.size("vocab_size"),
                config.size("max_position_embeddings"),
                config.size("type_vocab_size", 2),
                config.size("hidden_size"),
                config.size("num_hidden_layers"),
                config.size("num_attention_heads"),
                config.size("intermediate_size"),
                config.choice("hidden_act", "gelu", "gelu", "gelu_new", "gelu_pytorch_tanh"),
                config.number("layer_norm_eps", 1e-12),
                config.number("initializer_range", 0.02),
                labels.isObject() ? labels.size() : config.size("num_labels", 2));
    }

    @Override
    public String modelType() {
        return "bert";
    }

    @Override
    public int maxPositions() {
        return maxPositionEmbeddings;
    }

    @Override
    public BertConfig withVocabSize(int size) {
        return new BertConfig(
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
                numLabels);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout().specs();
    }

    private ParameterLayout layout() {
        return ParameterLayout.of("bert.")
                .embedding("embeddings.word_embeddings", initializerRange, vocabSize, hiddenSize)
                .embedding("embeddings.position_embeddings", initializerRange, maxPositionEmbeddings, hiddenSize)
                .embedding("embeddings.token_type_embeddings", initializerRange, typeVocabSize, hiddenSize)
                .layerNorm("embeddings.LayerNorm", hiddenSize)
                .layers("encoder.layer", numHiddenLayers, this::addLayer)
                .linear("pooler.dense", initializerRange, hiddenSize, hiddenSize, true)
                .beside()
                .linear("classifier", initializerRange, numLabels, hiddenSize, true);
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

    /** The first checkpoints call a norm's tensors gamma and beta; position ids and the pre-training heads are not used. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.endsWith(".position_ids") || tensorName.startsWith("cls.")) return null;
        return tensorName
                .replace(".LayerNorm.gamma", ".LayerNorm.weight")
                .replace(".LayerNorm.beta", ".LayerNorm.bias");
    }

    @Override
    public String script() {
        Map<String, Object> values = layout().slots(Map.of(
                "num_attention_heads",
                numAttentionHeads,
                "head_size",
                hiddenSize / numAttentionHeads,
                "first_position",
                0,
                "eps",
                layerNormEps,
                "activation",
                Activation.of(hiddenAct).function()));
        return Programs.classifier(
                Programs.recompute(values),
                ScriptText.read(BertConfig.class, "encoder.py.txt", values),
                ScriptText.read(BertConfig.class, "bert.py.txt", values));
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("BertForSequenceClassification");
        json.put("model_type", modelType());
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
