package org.alignersquad.models.bert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.models.architecture.ConfigJson;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ParameterLayout;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.engine.ScriptText;
import org.jspecify.annotations.Nullable;

/** BERT's {@code config.json}, field by field. */
public record BertConfig(EncoderShape shape) implements EncoderConfig {
    /** A config of two classes and two token types with BERT's usual numbers for the rest. */
    public static BertConfig of(int vocabSize, int maxPositions, int hiddenSize, int layers, int heads) {
        return new BertConfig(new EncoderShape(
                vocabSize, maxPositions, 2, hiddenSize, layers, heads, 4 * hiddenSize, "gelu", 1e-12, 0.02, 2));
    }

    /** @throws IllegalArgumentException naming the file and field that is missing, wrong or not supported */
    public static BertConfig read(String file, JsonNode json) {
        ConfigJson config = new ConfigJson(file, json);
        BertConfig read = new BertConfig(EncoderShape.read(config));
        config.finish();
        return read;
    }

    @Override
    public String modelType() {
        return "bert";
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
        return shape.maxPositionEmbeddings();
    }

    @Override
    public BertConfig withVocabSize(int size) {
        return new BertConfig(shape.withVocabSize(size));
    }

    @Override
    public BertConfig withNumLabels(int labels) {
        return new BertConfig(shape.withNumLabels(labels));
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout().specs();
    }

    private ParameterLayout layout() {
        int size = shape.hiddenSize();
        return shape.layout("bert.")
                .linear("pooler.dense", shape.initializerRange(), size, size, true)
                .beside()
                .linear("classifier", shape.initializerRange(), shape.numLabels(), size, true);
    }

    @Override
    public boolean isHead(String parameterName) {
        return parameterName.startsWith("classifier.");
    }

    /** A masked language model has no pooler. */
    @Override
    public boolean startsAfreshIfMissing(String parameterName) {
        return isHead(parameterName) || parameterName.startsWith("bert.pooler.");
    }

    /** Position ids and the pre-training heads are not used; a base model's file lacks the prefix. */
    @Override
    public @Nullable String parameterName(String tensorName) {
        if (tensorName.endsWith(".position_ids") || tensorName.startsWith("cls.")) return null;
        boolean prefixed = tensorName.startsWith("bert.") || tensorName.startsWith("classifier.");
        return EncoderShape.normName(prefixed ? tensorName : "bert." + tensorName);
    }

    @Override
    public String script() {
        ParameterLayout layout = layout();
        return Programs.classifier(
                shape.script(layout, 0), ScriptText.read(BertConfig.class, "bert.py.txt", layout.slots()));
    }

    @Override
    public ObjectNode json() {
        return shape.json("BertForSequenceClassification", modelType());
    }
}
