package org.alignersquad.models.bert;

import static org.alignersquad.models.Oracle.add;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.Proofs;
import org.junit.jupiter.api.Test;

public class TestBert {
    private static final BertConfig BERT = BertConfig.of(53, 40, 24, 2, 3);
    private static final BertConfig OTHER =
            new BertConfig(new EncoderShape(31, 16, 2, 16, 3, 1, 20, "gelu", 1e-5, 0.02, 3));

    @Test
    void equalsPlainArithmetic() {
        Proofs.encoder(BERT, 17, (at, ids, types) -> logits(at, BERT, ids, types));
        Proofs.encoder(OTHER, 16, (at, ids, types) -> logits(at, OTHER, ids, types));
    }

    private static double[] logits(Oracle at, BertConfig config, int[] ids, int[] types) {
        int[] positions = IntStream.range(0, ids.length).toArray();
        double[][] x = encode(at, config.shape(), "bert.", ids, positions, types);
        double[][] pooled = at.linear(new double[][] {x[0]}, "bert.pooler.dense");
        return at.linear(Oracle.map(pooled, Math::tanh), "classifier")[0];
    }

    /** The encoder, which other architectures share. */
    public static double[][] encode(
            Oracle at, EncoderShape shape, String prefix, int[] ids, int[] positions, int[] types) {
        String e = prefix + "embeddings.";
        double[][] x = add(
                add(at.rows(e + "word_embeddings.weight", ids), at.rows(e + "position_embeddings.weight", positions)),
                at.rows(e + "token_type_embeddings.weight", types));
        x = at.layerNorm(x, e + "LayerNorm", shape.layerNormEps());
        for (int i = 0; i < shape.numHiddenLayers(); i++) x = layer(at, shape, prefix + "encoder.layer." + i, x);
        return x;
    }

    private static double[][] layer(Oracle at, EncoderShape shape, String name, double[][] x) {
        String self = name + ".attention.self";
        double[][] a = Oracle.attention(
                at.linear(x, self + ".query"),
                at.linear(x, self + ".key"),
                at.linear(x, self + ".value"),
                shape.numAttentionHeads(),
                false);
        x = at.layerNorm(
                add(x, at.linear(a, name + ".attention.output.dense")),
                name + ".attention.output.LayerNorm",
                shape.layerNormEps());
        double[][] m = Oracle.map(at.linear(x, name + ".intermediate.dense"), Oracle::geluErf);
        return at.layerNorm(
                add(x, at.linear(m, name + ".output.dense")), name + ".output.LayerNorm", shape.layerNormEps());
    }

    @Test
    void configSurvivesJson() {
        BertConfig config = new BertConfig(new EncoderShape(31, 16, 2, 16, 3, 1, 20, "gelu_new", 1e-5, 0.02, 3));
        assertThat(BertConfig.read("config.json", config.json())).isEqualTo(config);
    }
}
