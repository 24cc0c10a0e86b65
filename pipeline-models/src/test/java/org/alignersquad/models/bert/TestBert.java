package org.alignersquad.models.bert;

import static org.alignersquad.models.Oracle.add;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.TinyModels;
import org.junit.jupiter.api.Test;

class TestBert {
    @Test
    void logitsEqualPlainArithmetic() {
        assertEqualsOracle(BertConfig.of(53, 40, 24, 2, 3), 17);
        assertEqualsOracle(new BertConfig(new EncoderShape(31, 16, 2, 16, 3, 1, 20, "gelu", 1e-5, 0.02, 3)), 16);
    }

    private static void assertEqualsOracle(BertConfig config, int length) {
        try (SequenceClassifier model = TinyModels.shaken(SequenceClassifier.create(config, 3), 4)) {
            int[] ids = TinyModels.ids(5, length, config.vocabSize());
            int[] types = TinyModels.ids(6, length, 2);
            float[] actual = model.logits(List.of(ids), List.of(types))[0];
            assertThat(actual).hasSize(config.numLabels());
            assertThat(Oracle.maxDifference(logits(new Oracle(model), config, ids, types), actual))
                    .isLessThan(1e-4);
        }
    }

    private static double[] logits(Oracle at, BertConfig config, int[] ids, int[] types) {
        String e = "bert.embeddings.";
        double[][] x = new double[ids.length][config.shape().hiddenSize()];
        for (int t = 0; t < ids.length; t++)
            for (int j = 0; j < config.shape().hiddenSize(); j++)
                x[t][j] = at.row(e + "word_embeddings.weight", ids[t])[j]
                        + at.row(e + "position_embeddings.weight", t)[j]
                        + at.row(e + "token_type_embeddings.weight", types[t])[j];
        x = at.layerNorm(x, e + "LayerNorm", config.shape().layerNormEps());
        for (int i = 0; i < config.shape().numHiddenLayers(); i++) x = layer(at, config, "bert.encoder.layer." + i, x);
        double[][] pooled = at.linear(new double[][] {x[0]}, "bert.pooler.dense");
        for (int j = 0; j < pooled[0].length; j++) pooled[0][j] = Math.tanh(pooled[0][j]);
        return at.linear(pooled, "classifier")[0];
    }

    private static double[][] layer(Oracle at, BertConfig config, String name, double[][] x) {
        String self = name + ".attention.self";
        double[][] a = Oracle.attention(
                at.linear(x, self + ".query"),
                at.linear(x, self + ".key"),
                at.linear(x, self + ".value"),
                config.shape().numAttentionHeads(),
                false);
        x = at.layerNorm(
                add(x, at.linear(a, name + ".attention.output.dense")),
                name + ".attention.output.LayerNorm",
                config.shape().layerNormEps());
        double[][] m = at.linear(x, name + ".intermediate.dense");
        for (double[] row : m) for (int j = 0; j < row.length; j++) row[j] = Oracle.geluErf(row[j]);
        return at.layerNorm(
                add(x, at.linear(m, name + ".output.dense")),
                name + ".output.LayerNorm",
                config.shape().layerNormEps());
    }

    @Test
    void configSurvivesJson() {
        BertConfig config = new BertConfig(new EncoderShape(31, 16, 2, 16, 3, 1, 20, "gelu_new", 1e-5, 0.02, 3));
        assertThat(BertConfig.read("config.json", config.json())).isEqualTo(config);
    }
}
