package org.alignersquad.models.roberta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.bert.EncoderShape;
import org.alignersquad.models.engine.ScriptText;
import org.jspecify.annotations.Nullable;

/**
 * RoBERTa's {@code config.json}, field by field.
 *
 * @param shape the encoder, which is BERT's
 * @param padTokenId id of the padding token: positions count from the one after it
 */
public record RobertaConfig(EncoderShape shape, int padTokenId) implements EncoderConfig {
    public RobertaConfig {
        if (shape.maxPositionEmbeddings() <= padTokenId + 1)
            throw new IllegalArgumentException("max_position_embeddings must be above pad_token_id + 1, is: "
                    + shape.maxPositionEmbeddings() + " with pad_token_id " + padTokenId);
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static RobertaConfig read(String file, JsonNode json) {
        ConfigJson config = new ConfigJson(file, json);
        EncoderShape shape = EncoderShape.read(config);
        RobertaConfig read = new RobertaConfig(shape, config.whole("pad_token_id", 0, 1));
        config.finish();
        return read;
    }

    @Override
    public String modelType() {
        return "roberta";
    }

    @Override
    public int vocabSize() {
        return shape.vocabSize();
    }

    @Override
    public int typeVocabSize() {
        return shape.typeVocabSize();
    }

    @Override
    public int numLabels() {
        return shape.numLabels();
    }

    @Override
    public int maxPositions() {
        return shape.maxPositionEmbeddings() - padTokenId - 1;
    }

    @Override
    public RobertaConfig withVocabSize(int size) {
        return new RobertaConfig(shape.withVocabSize(size), padTokenId);
    }

    @Override
    public RobertaConfig withNumLabels(int labels) {
        return new RobertaConfig(shape.withNumLabels(labels), padTokenId);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout().specs();
    }

    private ParameterLayout layout() {
        int size = shape.hiddenSize();
        return shape.layout("roberta.")
                .beside()
                .linear("classifier.dense", shape.initializerRange(), size, size, true)
                .linear("classifier.out_proj", shape.initializerRange(), shape.numLabels(), size, true);
    }

    @Override
    public boolean isHead(String parameterName) {
        return parameterName.startsWith("classifier.");
    }

    /** Position ids, the pooler and the pre-training head are not used; a base model's file lacks the prefix. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.endsWith(".position_ids")
                || tensorName.startsWith("lm_head.")
                || tensorName.startsWith("roberta.pooler.")
                || tensorName.startsWith("pooler.")) return null;
        boolean prefixed = tensorName.startsWith("roberta.") || tensorName.startsWith("classifier.");
        return EncoderShape.normName(prefixed ? tensorName : "roberta." + tensorName);
    }

    @Override
    public String script() {
        ParameterLayout layout = layout();
        return Programs.classifier(
                shape.script(layout, padTokenId + 1),
                ScriptText.read(RobertaConfig.class, "roberta.py.txt", layout.slots()));
    }

    @Override
    public ObjectNode json() {
        return shape.json("RobertaForSequenceClassification", modelType()).put("pad_token_id", padTokenId);
    }
}
