package org.alignersquad.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.gptneox.GptNeoxConfig;
import org.alignersquad.models.llama.LlamaConfig;
import org.alignersquad.models.phi.PhiConfig;
import org.alignersquad.models.roberta.RobertaConfig;

/** The architectures by Hugging Face's {@code model_type}. */
public final class Architectures {
    /** Every supported {@code model_type}. */
    public static final List<String> MODEL_TYPES =
            List.of("gpt2", "gpt_neox", "phi", "llama", "mistral", "qwen2", "bert", "roberta");

    private Architectures() {}

    /**
     * The config that a {@code config.json} describes.
     *
     * @param file how messages call it
     * @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported
     */
    public static ModelConfig read(String file, JsonNode json) {
        String modelType = json.path("model_type").asText();
        return switch (modelType) {
            case "gpt2" -> Gpt2Config.read(file, json);
            case "gpt_neox" -> GptNeoxConfig.read(file, json);
            case "phi" -> PhiConfig.read(file, json);
            case "llama", "mistral", "qwen2" -> LlamaConfig.read(file, json);
            case "bert" -> BertConfig.read(file, json);
            case "roberta" -> RobertaConfig.read(file, json);
            default ->
                throw new IllegalArgumentException(
                        file + ": model_type is '" + modelType + "', expected one of " + MODEL_TYPES);
        };
    }
}
