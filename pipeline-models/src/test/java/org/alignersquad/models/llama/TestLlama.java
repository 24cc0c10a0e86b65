package org.alignersquad.models.llama;

import static org.alignersquad.models.Oracle.add;
import static org.alignersquad.models.Oracle.rotate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.Proofs;
import org.alignersquad.models.architecture.Rope;
import org.alignersquad.models.architecture.RopeScaling;
import org.alignersquad.models.llama.LlamaConfig.Family;
import org.junit.jupiter.api.Test;

class TestLlama {
    private static final LlamaConfig LLAMA = LlamaConfig.of(53, 40, 24, 2, 6, 2);
    /** All biases, a tied head, heads larger than their share of the hidden size, LLaMA 3.1's positions. */
    private static final LlamaConfig BIASED = new LlamaConfig(
            Family.LLAMA,
            31,
            16,
            16,
            3,
            2,
            1,
            12,
            20,
            "gelu_pytorch_tanh",
            new Rope(50, 12, new RopeScaling.Llama3(4, 1, 4, 32)),
            true,
            true,
            0,
            0,
            true,
            1e-3,
            0.02);

    private static final LlamaConfig MISTRAL = windowed(Family.MISTRAL, false, 0);
    private static final LlamaConfig QWEN2 = windowed(Family.QWEN2, true, 1);

    private static LlamaConfig windowed(Family family, boolean biased, int maxWindowLayers) {
        return new LlamaConfig(
                family,
                37,
                32,
                24,
                2,
                4,
                2,
                6,
                20,
                "silu",
                new Rope(1000, 6, new RopeScaling.Yarn(3, 1.2, 4, 1, true, 16)),
                biased,
                false,
                5,
                maxWindowLayers,
                false,
                1e-6,
                0.02);
    }

    @Test
    void equalsPlainArithmetic() {
        for (LlamaConfig config : List.of(LLAMA, BIASED, MISTRAL, QWEN2))
            Proofs.decoder(config, 16, (at, ids) -> logits(at, config, ids));
    }

    private static double[][] logits(Oracle at, LlamaConfig config, int[] ids) {
        double[][] x = at.rows("model.embed_tokens.weight", ids);
        for (int i = 0; i < config.numHiddenLayers(); i++) x = block(at, config, i, x);
        x = at.rmsNorm(x, "model.norm", config.rmsNormEps());
        return at.linear(x, config.tieWordEmbeddings() ? "model.embed_tokens" : "lm_head");
    }

    private static double[][] block(Oracle at, LlamaConfig config, int i, double[][] x) {
        String name = "model.layers." + i + ".";
        int heads = config.numAttentionHeads();
        int keyHeads = config.numKeyValueHeads();
        // frequencies have their own test
        double[] frequencies = config.rope().frequencies();
        double scale = config.rope().scaling().attentionFactor();
        boolean windowed = config.slidingWindow() > 0 && i >= config.maxWindowLayers();
        double[][] h = at.rmsNorm(x, name + "input_layernorm", config.rmsNormEps());
        double[][] a = Oracle.attention(
                rotate(at.linear(h, name + "self_attn.q_proj"), heads, frequencies, scale),
                rotate(at.linear(h, name + "self_attn.k_proj"), keyHeads, frequencies, scale),
                at.linear(h, name + "self_attn.v_proj"),
                heads,
                keyHeads,
                windowed ? config.slidingWindow() : Integer.MAX_VALUE);
        x = add(x, at.linear(a, name + "self_attn.o_proj"));
        h = at.rmsNorm(x, name + "post_attention_layernorm", config.rmsNormEps());
        double[][] gate = Oracle.map(
                at.linear(h, name + "mlp.gate_proj"),
                config.hiddenAct().equals("silu") ? Oracle::silu : Oracle::geluTanh);
        return add(x, at.linear(Oracle.times(gate, at.linear(h, name + "mlp.up_proj")), name + "mlp.down_proj"));
    }

    /** By the formulas of the papers, one pair of values at a time. */
    @Test
    void scaledFrequenciesEqualTheirDefinitions() {
        double[] plain = Rope.of(10_000, 64).frequencies();
        double[] llama3 = new Rope(10_000, 64, new RopeScaling.Llama3(8, 1, 4, 8192)).frequencies();
        double[] yarn = new Rope(10_000, 64, new RopeScaling.Yarn(4, 1, 32, 1, true, 2048)).frequencies();
        for (int i = 0; i < 32; i++) {
            double f = 1 / Math.pow(10_000, i / 32.0);
            assertThat(plain[i]).isCloseTo(f, within(1e-12));
            double wavelength = 2 * Math.PI / f;
            double smooth = (8192 / wavelength - 1) / (4 - 1);
            double blended = wavelength > 8192 ? f / 8 : wavelength < 2048 ? f : (1 - smooth) * f / 8 + smooth * f;
            assertThat(llama3[i]).as("llama3 %s", i).isCloseTo(blended, within(1e-12));
            // 64 ln(2048 / (2π · 32)) / (2 ln 10000) = 8.06 down to 8, with one turn 20.11 up to 21
            double ramp = Math.min(1, Math.max(0, (i - 8) / 13.0));
            assertThat(yarn[i]).as("yarn %s", i).isCloseTo(f / 4 * ramp + f * (1 - ramp), within(1e-12));
        }
    }

    @Test
    void configSurvivesJson() {
        for (LlamaConfig config : List.of(LLAMA, BIASED, MISTRAL, QWEN2))
            assertThat(Architectures.read("config.json", config.json())).isEqualTo(config);
    }

    @Test
    void readsFilesAsTheyAreInTheWild() throws Exception {
        String common =
                "\"hidden_size\": 32, \"intermediate_size\": 32, \"num_attention_heads\": 8, \"num_hidden_layers\": 4,"
                        + "\"vocab_size\": 50, \"hidden_act\": \"silu\", \"torch_dtype\": \"bfloat16\", \"attention_dropout\": 0.0,";
        LlamaConfig llama = read(
                common
                        + "\"model_type\": \"llama\", \"attention_bias\": false, \"eos_token_id\": [1, 2], \"pretraining_tp\": 1,"
                        + "\"num_key_value_heads\": 2, \"rope_theta\": 500000.0, \"max_position_embeddings\": 131072,"
                        + "\"rope_scaling\": {\"factor\": 32.0, \"high_freq_factor\": 4.0, \"low_freq_factor\": 1.0,"
                        + "\"original_max_position_embeddings\": 8192, \"rope_type\": \"llama3\"}, \"tie_word_embeddings\": true");
        assertThat(llama.rope().scaling()).isEqualTo(new RopeScaling.Llama3(32, 1, 4, 8192));
        assertThat(llama.headDim()).isEqualTo(4);
    }

    private static LlamaConfig read(String fields) throws Exception {
        return LlamaConfig.read("config.json", new ObjectMapper().readTree("{" + fields + "}"));
    }

    @Test
    void absentFieldsMeanWhatHuggingFaceSays() throws Exception {
        String common = "\"hidden_size\": 32, \"intermediate_size\": 32, \"num_attention_heads\": 8,"
                + "\"num_hidden_layers\": 4, \"vocab_size\": 50";
        LlamaConfig mistral = read(common + ", \"model_type\": \"mistral\"");
        assertThat(mistral.numKeyValueHeads()).isEqualTo(8);
        assertThat(mistral.slidingWindow()).isEqualTo(4096);
        assertThat(read(common + ", \"model_type\": \"mistral\", \"sliding_window\": null")
                        .slidingWindow())
                .isZero();
        LlamaConfig qwen2 =
                read(common + ", \"model_type\": \"qwen2\", \"sliding_window\": 4096, \"max_window_layers\": 2");
        assertThat(qwen2.slidingWindow()).isZero();
        assertThat(qwen2.attentionBias()).isTrue();
        assertThat(qwen2.parameters()).extracting(p -> p.name()).doesNotContain("model.layers.0.self_attn.o_proj.bias");
        LlamaConfig newer = read(common + ", \"model_type\": \"qwen2\", \"dtype\": \"float32\", \"layer_types\":"
                + "[\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\"],"
                + "\"rope_parameters\": {\"rope_theta\": 1000000.0, \"rope_type\": \"default\"}");
        assertThat(newer.rope()).isEqualTo(Rope.of(1_000_000, 4));
    }

    @Test
    void namesWhatItDoesNotSupport() {
        ObjectNode json = QWEN2.json();
        json.putArray("layer_types").add("sliding_attention").add("full_attention");
        assertThatThrownBy(() -> LlamaConfig.read("config.json", json))
                .hasMessage("config.json: layer_types is [\"sliding_attention\",\"full_attention\"], expected"
                        + " 1 times full_attention, then sliding_attention");
        ObjectNode quantized = LLAMA.json();
        quantized.putObject("quantization_config").put("bits", 4);
        assertThatThrownBy(() -> LlamaConfig.read("config.json", quantized))
                .hasMessageStartingWith("config.json: quantization_config is {\"bits\":4}, expected no such field");
        ObjectNode odd = LLAMA.json();
        odd.putObject("rope_scaling").put("rope_type", "linear").put("factor", 0.5);
        assertThatThrownBy(() -> LlamaConfig.read("config.json", odd))
                .hasMessage("config.json: rope_scaling.factor is 0.5, expected a number of at least 1");
    }
}
