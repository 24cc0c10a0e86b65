package org.alignersquad.models;

import java.nio.file.Path;
import java.util.List;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.Rope;
import org.alignersquad.models.architecture.RopeScaling;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.bert.EncoderShape;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.gptneox.GptNeoxConfig;
import org.alignersquad.models.llama.LlamaConfig;
import org.alignersquad.models.llama.LlamaConfig.Family;
import org.alignersquad.models.phi.PhiConfig;
import org.alignersquad.models.roberta.RobertaConfig;

/** A small config of every model type, with a vocabulary of 270. */
public final class TinyConfigs {
    public static final BertConfig BERT = BertConfig.of(270, 40, 24, 2, 3);
    public static final RobertaConfig ROBERTA =
            new RobertaConfig(new EncoderShape(270, 42, 1, 24, 2, 3, 40, "gelu", 1e-5, 0.02, 2), 0);

    private TinyConfigs() {}

    public static List<ModelConfig> all() {
        return List.of(
                Gpt2Config.of(270, 40, 24, 2, 3),
                GptNeoxConfig.of(270, 40, 24, 2, 3),
                PhiConfig.of(270, 40, 30, 2, 3),
                LlamaConfig.of(270, 40, 24, 2, 6, 2),
                windowed(Family.MISTRAL, false),
                windowed(Family.QWEN2, true),
                BERT,
                ROBERTA);
    }

    private static LlamaConfig windowed(Family family, boolean biased) {
        Rope rope = new Rope(1000, 6, new RopeScaling.Linear(2));
        return new LlamaConfig(
                family, 270, 32, 24, 2, 4, 2, 6, 20, "silu", rope, biased, false, 5, 0, true, 1e-6, 0.02);
    }

    /** A model with every parameter away from its usual start. */
    public static Model model(ModelConfig config, long seed) {
        return config instanceof DecoderConfig decoder
                ? TinyModels.shaken(CausalLm.create(decoder, seed), seed)
                : TinyModels.shaken(SequenceClassifier.create((EncoderConfig) config, seed), seed);
    }

    /** Opens a checkpoint as what it is. */
    public static Model open(Path directory) {
        Checkpoint checkpoint = Checkpoint.open(directory);
        return checkpoint.config() instanceof DecoderConfig ? checkpoint.causalLm() : checkpoint.sequenceClassifier();
    }
}
