package org.alignersquad.models.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.Rope;
import org.alignersquad.models.llama.LlamaConfig.Family;

/** The family's {@code config.json} in and out; what a field means where it is absent differs from member to member. */
final class LlamaJson {
    private static final String WINDOWED = "sliding_attention";

    private LlamaJson() {}

    static LlamaConfig read(String file, JsonNode json) {
        Family family = family(json.path("model_type").asText());
        ConfigJson config = new ConfigJson(file, json);
        int hiddenSize = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        int layers = config.layers("num_hidden_layers");
        int headDim = config.size("head_dim", Math.max(1, hiddenSize / heads));
        config.only("use_mrope", false);
        int window = window(family, config);
        LlamaConfig read = new LlamaConfig(
                family,
                config.size("vocab_size"),
                config.size("max_position_embeddings", family == Family.LLAMA ? 2048 : 32_768),
                hiddenSize,
                layers,
                heads,
                config.size("num_key_value_heads", family == Family.MISTRAL ? 8 : heads),
                headDim,
                config.size("intermediate_size"),
                config.activation("hidden_act", "silu"),
                Rope.read(config, "rope_theta", "", 1, headDim),
                attentionBias(family, config),
                family == Family.LLAMA && config.flag("mlp_bias", false),
                window,
                fullAttentionLayers(family, config, layers, window),
                config.flag("tie_word_embeddings", false),
                config.positive("rms_norm_eps", 1e-6),
                config.number("initializer_range", 0.02));
        config.finish();
        return read;
    }

    private static Family family(String modelType) {
        for (Family family : Family.values()) if (family.modelType.equals(modelType)) return family;
        throw new IllegalArgumentException("Not of the LLaMA family: " + modelType);
    }

    private static boolean attentionBias(Family family, ConfigJson config) {
        return switch (family) {
            case LLAMA -> config.flag("attention_bias", false);
            case MISTRAL -> false;
            case QWEN2 -> true;
        };
    }

    private static int window(Family family, ConfigJson config) {
        int window = config.size("sliding_window", 4096);
        return switch (family) {
            case LLAMA -> 0;
            case MISTRAL -> config.isNull("sliding_window") ? 0 : window;
            case QWEN2 -> config.flag("use_sliding_window", false) ? window : 0;
        };
    }

    /** 0 without a window, where the number means nothing. */
    private static int fullAttentionLayers(Family family, ConfigJson config, int layers, int window) {
        int first = config.whole("max_window_layers", 0, 28);
        int full = family == Family.MISTRAL ? 0 : first;
        List<String> types = config.texts("layer_types");
        if (!types.isEmpty() && !types.equals(types(layers, window == 0 ? layers : full)))
            throw config.wrong(
                    "layer_types", (window == 0 ? layers : full) + " times full_attention, then " + WINDOWED);
        return window == 0 ? 0 : Math.min(layers, full);
    }

    private static List<String> types(int layers, int full) {
        return IntStream.range(0, layers)
                .mapToObj(i -> i < full ? "full_attention" : WINDOWED)
                .toList();
    }

    static ObjectNode write(LlamaConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(config.family().architecture);
        json.put("model_type", config.modelType());
        json.put("vocab_size", config.vocabSize());
        json.put("max_position_embeddings", config.maxPositionEmbeddings());
        json.put("hidden_size", config.hiddenSize());
        json.put("num_hidden_layers", config.numHiddenLayers());
        json.put("num_attention_heads", config.numAttentionHeads());
        json.put("num_key_value_heads", config.numKeyValueHeads());
        json.put("head_dim", config.headDim());
        json.put("intermediate_size", config.intermediateSize());
        json.put("hidden_act", config.hiddenAct());
        json.put("rope_theta", config.rope().theta());
        config.rope().writeScaling(json);
        writeFamily(json, config);
        json.put("tie_word_embeddings", config.tieWordEmbeddings());
        json.put("rms_norm_eps", config.rmsNormEps());
        json.put("initializer_range", config.initializerRange());
        json.put("torch_dtype", "float32");
        return json;
    }

    private static void writeFamily(ObjectNode json, LlamaConfig config) {
        boolean windowed = config.slidingWindow() > 0;
        switch (config.family()) {
            case LLAMA -> json.put("attention_bias", config.attentionBias()).put("mlp_bias", config.mlpBias());
            case MISTRAL -> {
                if (windowed) json.put("sliding_window", config.slidingWindow());
                else json.putNull("sliding_window");
            }
            case QWEN2 -> {
                json.put("use_sliding_window", windowed);
                if (windowed)
                    json.put("sliding_window", config.slidingWindow())
                            .put("max_window_layers", config.maxWindowLayers());
            }
        }
    }
}
