package org.alignersquad.models.phi;

import static org.alignersquad.models.Oracle.add;
import static org.alignersquad.models.Oracle.rotate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.Proofs;
import org.alignersquad.models.architecture.Rope;
import org.junit.jupiter.api.Test;

class TestPhi {
    private static final PhiConfig PHI_2 = PhiConfig.of(53, 40, 30, 2, 3);
    private static final PhiConfig GROUPED =
            new PhiConfig(31, 16, 32, 1, 4, 2, 20, "gelu", Rope.of(300, 6), 1e-3, 0.02);

    @Test
    void equalsPlainArithmetic() {
        Proofs.decoder(PHI_2, 17, (at, ids) -> logits(at, PHI_2, ids));
        Proofs.decoder(GROUPED, 16, (at, ids) -> logits(at, GROUPED, ids));
    }

    private static double[][] logits(Oracle at, PhiConfig config, int[] ids) {
        double[][] x = at.rows("model.embed_tokens.weight", ids);
        for (int i = 0; i < config.numHiddenLayers(); i++) x = block(at, config, "model.layers." + i + ".", x);
        return at.linear(at.layerNorm(x, "model.final_layernorm", config.layerNormEps()), "lm_head");
    }

    private static double[][] block(Oracle at, PhiConfig config, String name, double[][] x) {
        int heads = config.numAttentionHeads();
        int keyHeads = config.numKeyValueHeads();
        double[] frequencies = new double[config.rope().size() / 2];
        for (int i = 0; i < frequencies.length; i++)
            frequencies[i] =
                    1 / Math.pow(config.rope().theta(), 2.0 * i / config.rope().size());
        double[][] h = at.layerNorm(x, name + "input_layernorm", config.layerNormEps());
        double[][] a = Oracle.attention(
                rotate(at.linear(h, name + "self_attn.q_proj"), heads, frequencies, 1),
                rotate(at.linear(h, name + "self_attn.k_proj"), keyHeads, frequencies, 1),
                at.linear(h, name + "self_attn.v_proj"),
                heads,
                keyHeads,
                Integer.MAX_VALUE);
        double[][] m = Oracle.map(
                at.linear(h, name + "mlp.fc1"), config.hiddenAct().equals("gelu") ? Oracle::geluErf : Oracle::geluTanh);
        return add(x, add(at.linear(a, name + "self_attn.dense"), at.linear(m, name + "mlp.fc2")));
    }

    @Test
    void configSurvivesJson() {
        for (PhiConfig config : List.of(PHI_2, GROUPED))
            assertThat(Architectures.read("config.json", config.json())).isEqualTo(config);
    }

    @Test
    void namesWhatItDoesNotSupport() {
        ObjectNode json = PHI_2.json();
        assertThatThrownBy(() -> PhiConfig.read("config.json", json.deepCopy().put("qk_layernorm", true)))
                .hasMessage("config.json: qk_layernorm is true, expected false");
        assertThatThrownBy(() -> PhiConfig.read("config.json", json.deepCopy().put("num_key_value_heads", 2)))
                .hasMessage("num_attention_heads must be a multiple of num_key_value_heads, is: 3 with 2");
        assertThatThrownBy(() -> PhiConfig.read("config.json", json.deepCopy().put("partial_rotary_factor", 1.5)))
                .hasMessage("config.json: partial_rotary_factor is 1.5, expected a number above 0 and of at most 1");
    }
}
