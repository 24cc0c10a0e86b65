package org.alignersquad.models.gpt2;

import static org.alignersquad.models.Oracle.add;
import static org.alignersquad.models.Oracle.attention;
import static org.alignersquad.models.Oracle.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.DoubleUnaryOperator;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.Proofs;
import org.junit.jupiter.api.Test;

class TestGpt2 {
    @Test
    void equalsPlainArithmetic() {
        assertEqualsOracle(Gpt2Config.of(53, 40, 24, 2, 3), Oracle::geluTanh, 17);
        assertEqualsOracle(Gpt2Config.of(31, 16, 16, 3, 1), Oracle::geluTanh, 16);
        assertEqualsOracle(new Gpt2Config(29, 12, 8, 1, 4, 20, "gelu", 1e-3, 0.02), Oracle::geluErf, 1);
    }

    private static void assertEqualsOracle(Gpt2Config config, DoubleUnaryOperator gelu, int length) {
        Proofs.decoder(config, length, (at, ids) -> logits(at, config, gelu, ids));
    }

    static double[][] logits(Oracle at, Gpt2Config config, DoubleUnaryOperator gelu, int[] ids) {
        double[][] x = new double[ids.length][];
        for (int t = 0; t < ids.length; t++)
            x[t] = add(
                    new double[][] {at.row("transformer.wte.weight", ids[t])},
                    new double[][] {at.row("transformer.wpe.weight", t)})[0];
        int d = config.nEmbd();
        for (int i = 0; i < config.nLayer(); i++) {
            String h = "transformer.h." + i;
            double[][] qkv = at.conv1d(at.layerNorm(x, h + ".ln_1", config.layerNormEpsilon()), h + ".attn.c_attn");
            double[][] a = attention(
                    columns(qkv, 0, d), columns(qkv, d, 2 * d), columns(qkv, 2 * d, 3 * d), config.nHead(), true);
            x = add(x, at.conv1d(a, h + ".attn.c_proj"));
            double[][] m = at.conv1d(at.layerNorm(x, h + ".ln_2", config.layerNormEpsilon()), h + ".mlp.c_fc");
            for (double[] row : m) for (int j = 0; j < row.length; j++) row[j] = gelu.applyAsDouble(row[j]);
            x = add(x, at.conv1d(m, h + ".mlp.c_proj"));
        }
        x = at.layerNorm(x, "transformer.ln_f", config.layerNormEpsilon());
        double[][] logits = new double[ids.length][config.vocabSize()];
        for (int t = 0; t < ids.length; t++)
            for (int v = 0; v < config.vocabSize(); v++)
                for (int j = 0; j < d; j++) logits[t][v] += x[t][j] * at.row("transformer.wte.weight", v)[j];
        return logits;
    }

    @Test
    void freshWeightsAreDrawnAsHuggingFaceDoes() {
        Gpt2Config config = Gpt2Config.of(1000, 64, 64, 8, 4);
        try (CausalLm model = CausalLm.create(config, 1);
                CausalLm same = CausalLm.create(config, 1);
                CausalLm other = CausalLm.create(config, 2)) {
            Oracle at = new Oracle(model);
            assertThat(deviation(at.tensor("transformer.wte.weight"))).isCloseTo(0.02, within(0.0005));
            assertThat(deviation(at.tensor("transformer.h.3.attn.c_attn.weight")))
                    .isCloseTo(0.02, within(0.0005));
            assertThat(deviation(at.tensor("transformer.h.3.mlp.c_proj.weight")))
                    .isCloseTo(0.02 / 4, within(0.0002));
            assertThat(at.tensor("transformer.h.0.ln_1.weight")).containsOnly(1);
            assertThat(at.tensor("transformer.h.0.mlp.c_fc.bias")).containsOnly(0);
            assertThat(same.parameters()).isEqualTo(model.parameters());
            assertThat(other.parameters()).isNotEqualTo(model.parameters());
        }
    }

    private static double deviation(double[] values) {
        double squares = 0;
        for (double value : values) squares += value * value;
        return Math.sqrt(squares / values.length);
    }

    @Test
    void configSurvivesJson() {
        Gpt2Config config = new Gpt2Config(29, 12, 8, 1, 4, 20, "gelu", 1e-3, 0.01);
        assertThat(Gpt2Config.read("config.json", config.json())).isEqualTo(config);
    }

    @Test
    void namesWhatItDoesNotSupport() throws Exception {
        ObjectNode json = (ObjectNode)
                new ObjectMapper()
                        .readTree(
                                "{\"vocab_size\": 5, \"n_positions\": 4, \"n_embd\": 8, \"n_layer\": 1, \"n_head\": 2, \"n_inner\": null}");
        assertThat(Gpt2Config.read("config.json", json).nInner()).isEqualTo(32);
        assertThatThrownBy(() -> Gpt2Config.read("config.json", json.deepCopy().put("activation_function", "mish")))
                .hasMessage(
                        "config.json: activation_function is \"mish\", expected one of [gelu, gelu_python, gelu_new,"
                                + " gelu_pytorch_tanh, gelu_fast, quick_gelu, relu, silu, swish]");
        assertThatThrownBy(() -> Gpt2Config.read("config.json", json.deepCopy().put("tie_word_embeddings", false)))
                .hasMessage("config.json: tie_word_embeddings is false, expected true");
        assertThatThrownBy(() -> Gpt2Config.read("config.json", json.deepCopy().put("n_layer", 0)))
                .hasMessage("config.json: n_layer is 0, expected a whole number of at least 1");
        assertThatThrownBy(() -> Gpt2Config.read("config.json", json.deepCopy().without("n_embd")))
                .hasMessage("config.json: n_embd is missing, expected a whole number of at least 1");
    }
}
