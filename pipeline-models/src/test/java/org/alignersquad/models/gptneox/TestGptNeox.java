package org.alignersquad.models.gptneox;

import static org.alignersquad.models.Oracle.add;
import static org.alignersquad.models.Oracle.columns;
import static org.alignersquad.models.Oracle.rotate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.Proofs;
import org.alignersquad.models.architecture.Rope;
import org.alignersquad.models.architecture.RopeScaling;
import org.junit.jupiter.api.Test;

class TestGptNeox {
    private static final GptNeoxConfig PYTHIA = GptNeoxConfig.of(53, 40, 24, 2, 3);
    /** Blocks in turn, no biases in attention, a tied head, the whole head turns, stretched positions. */
    private static final GptNeoxConfig OTHER = new GptNeoxConfig(
            31,
            16,
            16,
            3,
            2,
            20,
            "gelu_fast",
            new Rope(500, 8, new RopeScaling.Linear(2.5)),
            false,
            false,
            true,
            1e-3,
            0.02);

    @Test
    void equalsPlainArithmetic() {
        Proofs.decoder(PYTHIA, 17, (at, ids) -> logits(at, PYTHIA, ids));
        Proofs.decoder(OTHER, 16, (at, ids) -> logits(at, OTHER, ids));
    }

    private static double[][] logits(Oracle at, GptNeoxConfig config, int[] ids) {
        double[][] x = at.rows("gpt_neox.embed_in.weight", ids);
        for (int i = 0; i < config.numHiddenLayers(); i++) x = block(at, config, "gpt_neox.layers." + i + ".", x);
        x = at.layerNorm(x, "gpt_neox.final_layer_norm", config.layerNormEps());
        return at.linear(x, config.tieWordEmbeddings() ? "gpt_neox.embed_in" : "embed_out");
    }

    private static double[][] block(Oracle at, GptNeoxConfig config, String name, double[][] x) {
        int heads = config.numAttentionHeads();
        double[][] qkv = at.linear(
                at.layerNorm(x, name + "input_layernorm", config.layerNormEps()), name + "attention.query_key_value");
        double[] frequencies = frequencies(config);
        double[][] a = Oracle.attention(
                rotate(part(qkv, heads, 0), heads, frequencies, 1),
                rotate(part(qkv, heads, 1), heads, frequencies, 1),
                part(qkv, heads, 2),
                heads,
                true);
        double[][] attended = add(x, at.linear(a, name + "attention.dense"));
        double[][] read = config.useParallelResidual() ? x : attended;
        double[][] m = at.linear(
                at.layerNorm(read, name + "post_attention_layernorm", config.layerNormEps()),
                name + "mlp.dense_h_to_4h");
        m = Oracle.map(m, config.hiddenAct().equals("gelu") ? Oracle::geluErf : Oracle::geluTanh);
        return add(attended, at.linear(m, name + "mlp.dense_4h_to_h"));
    }

    /** Each head has its query, key and value side by side. */
    private static double[][] part(double[][] qkv, int heads, int which) {
        int size = qkv[0].length / heads / 3;
        double[][] part = new double[qkv.length][heads * size];
        for (int h = 0; h < heads; h++) {
            double[][] of = columns(qkv, (3 * h + which) * size, (3 * h + which + 1) * size);
            for (int t = 0; t < qkv.length; t++) System.arraycopy(of[t], 0, part[t], h * size, size);
        }
        return part;
    }

    private static double[] frequencies(GptNeoxConfig config) {
        double[] frequencies = new double[config.rope().size() / 2];
        double stretch = config.rope().scaling() instanceof RopeScaling.Linear linear ? linear.factor() : 1;
        for (int i = 0; i < frequencies.length; i++)
            frequencies[i] =
                    1 / Math.pow(config.rope().theta(), 2.0 * i / config.rope().size()) / stretch;
        return frequencies;
    }

    @Test
    void configSurvivesJson() {
        for (GptNeoxConfig config : List.of(PYTHIA, OTHER))
            assertThat(Architectures.read("config.json", config.json())).isEqualTo(config);
    }

    @Test
    void readsFilesAsTheyAreInTheWild() throws Exception {
        GptNeoxConfig read = GptNeoxConfig.read("config.json", wild());
        assertThat(read.rope()).isEqualTo(Rope.of(10_000, 2));
        assertThat(List.of(read.useParallelResidual(), read.attentionBias())).containsExactly(false, true);
        assertThat(read.parameterName("gpt_neox.layers.0.attention.masked_bias"))
                .isNull();
        assertThat(read.parameterName("layers.0.attention.dense.bias"))
                .isEqualTo("gpt_neox.layers.0.attention.dense.bias");
        assertThat(Arrays.stream(read.parameters().get(0).shape()).toArray()).containsExactly(50, 24);
    }

    private static ObjectNode wild() throws Exception {
        return (ObjectNode)
                new ObjectMapper()
                        .readTree(
                                "{\"architectures\": [\"GPTNeoXForCausalLM\"], \"bos_token_id\": 0, \"eos_token_id\": 0,"
                                        + "\"hidden_act\": \"gelu\", \"hidden_size\": 24, \"initializer_range\": 0.02,"
                                        + "\"intermediate_size\": 96, \"layer_norm_eps\": 1e-05, \"max_position_embeddings\": 2048,"
                                        + "\"model_type\": \"gpt_neox\", \"num_attention_heads\": 3, \"num_hidden_layers\": 2,"
                                        + "\"rotary_emb_base\": 10000, \"rotary_pct\": 0.25, \"rope_scaling\": null,"
                                        + "\"tie_word_embeddings\": false, \"torch_dtype\": \"float16\", \"use_cache\": true,"
                                        + "\"transformers_version\": \"4.24.0\", \"use_parallel_residual\": false, \"vocab_size\": 50}");
    }

    @Test
    void namesWhatItDoesNotSupport() throws Exception {
        ObjectNode json = wild();
        assertThatThrownBy(
                        () -> GptNeoxConfig.read("config.json", json.deepCopy().put("logit_cap", 30)))
                .hasMessageStartingWith("config.json: logit_cap is 30, expected no such field");
        assertThatThrownBy(
                        () -> GptNeoxConfig.read("config.json", json.deepCopy().put("hidden_act", "mish")))
                .hasMessageStartingWith("config.json: hidden_act is \"mish\", expected one of [gelu,");
        ObjectNode scaled = json.deepCopy();
        scaled.putObject("rope_scaling").put("type", "longrope").put("factor", 4);
        assertThatThrownBy(() -> GptNeoxConfig.read("config.json", scaled))
                .hasMessage("config.json: rope_scaling.type is \"longrope\", expected one of"
                        + " [default, linear, dynamic, llama3, yarn]");
    }
}
