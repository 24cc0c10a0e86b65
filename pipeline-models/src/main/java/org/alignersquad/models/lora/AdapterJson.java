package org.alignersquad.models.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ModelConfig;

/** PEFT's {@code adapter_config.json}. */
final class AdapterJson {
    private AdapterJson() {}

    static ObjectNode write(LoraAdapter<?> adapter, String baseModel) {
        LoraConfig config = adapter.config();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("peft_type", "LORA")
                .put("task_type", adapter.base().config() instanceof DecoderConfig ? "CAUSAL_LM" : "SEQ_CLS")
                .put("base_model_name_or_path", baseModel)
                .put("inference_mode", true)
                .put("r", config.r())
                .put("lora_alpha", config.loraAlpha())
                .put("lora_dropout", config.loraDropout())
                .put("use_rslora", config.useRslora())
                .put("use_dora", false)
                .put("bias", "none")
                .put("fan_in_fan_out", adapter.layout().fanInFanOut())
                .put("init_lora_weights", true);
        if (config.targetModules().equals(List.of(LoraConfig.ALL_LINEAR)))
            json.put("target_modules", LoraConfig.ALL_LINEAR);
        else texts(json.putArray("target_modules"), config.targetModules());
        List<String> whole = LoraLayout.whole(adapter.base().config(), config);
        if (whole.isEmpty()) json.putNull("modules_to_save");
        else texts(json.putArray("modules_to_save"), whole);
        json.putObject("rank_pattern");
        json.putObject("alpha_pattern");
        return json;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    static LoraConfig read(String file, JsonNode json, ModelConfig model) {
        ConfigJson config = new ConfigJson(file, json);
        config.choice("peft_type", "", "LORA");
        config.choice("bias", "none", "none");
        config.only("use_dora", false);
        config.only("lora_bias", false);
        for (String pattern : List.of("rank_pattern", "alpha_pattern"))
            if (json.path(pattern).size() > 0) throw unsupported(file, pattern, json);
        for (String field : List.of("layers_to_transform", "layer_replication", "target_parameters"))
            if (!json.path(field).isMissingNode() && !json.path(field).isNull()) throw unsupported(file, field, json);
        if (json.path("fan_in_fan_out").asBoolean() != model.fanInFanOut())
            throw new IllegalArgumentException(file + ": fan_in_fan_out is " + json.path("fan_in_fan_out")
                    + ", expected " + model.fanInFanOut() + " for " + model.modelType());
        return new LoraConfig(
                config.size("r"),
                config.number("lora_alpha", 8),
                config.number("lora_dropout", 0),
                config.flag("use_rslora", false),
                targets(file, json.path("target_modules"), model),
                LoraLayout.notImplied(model, list(file, "modules_to_save", json.path("modules_to_save"))));
    }

    private static IllegalArgumentException unsupported(String file, String field, JsonNode json) {
        return new IllegalArgumentException(file + ": " + field + " is " + json.path(field) + ", expected none");
    }

    /** A list of names, or one text: a pattern that whole module names match. */
    private static List<String> targets(String file, JsonNode value, ModelConfig model) {
        if (!value.isTextual()) return list(file, "target_modules", value);
        if (value.textValue().equals(LoraConfig.ALL_LINEAR)) return List.of(LoraConfig.ALL_LINEAR);
        try {
            Pattern pattern = Pattern.compile(value.textValue());
            return model.parameters().stream()
                    .filter(LoraLayout::linear)
                    .map(LoraLayout::module)
                    .filter(module -> pattern.matcher(module).matches())
                    .toList();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(file + ": target_modules is no pattern: " + e.getMessage(), e);
        }
    }

    private static List<String> list(String file, String field, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return List.of();
        List<String> texts = new ArrayList<>();
        for (JsonNode text : value) if (text.isTextual()) texts.add(text.textValue());
        if (!value.isArray() || texts.size() != value.size())
            throw new IllegalArgumentException(file + ": " + field + " is " + value + ", expected a list of names");
        return texts;
    }
}
