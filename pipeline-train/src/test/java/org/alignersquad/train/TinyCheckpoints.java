package org.alignersquad.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.Model;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;

/** Checkpoint directories as somebody else would have made them: their tokenizers know nothing of aligners. */
final class TinyCheckpoints {
    static final String GPT2 = """
            {"model_type": "gpt2", "n_positions": 96, "n_embd": 32, "n_layer": 2, "n_head": 2}""";
    static final String LLAMA = """
            {"model_type": "llama", "max_position_embeddings": 96, "hidden_size": 32,
             "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "rms_norm_eps": 1e-5, "tie_word_embeddings": false}""";
    /** Its table has more rows than its tokenizer has tokens, as Pythia's. */
    static final String GPT_NEOX = """
            {"model_type": "gpt_neox", "vocab_size": 320, "max_position_embeddings": 96, "hidden_size": 32,
             "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "rotary_pct": 0.25,
             "use_parallel_residual": true}""";

    static final String BERT = """
            {"model_type": "bert", "max_position_embeddings": 96, "hidden_size": 32,
             "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "type_vocab_size": 2}""";

    private TinyCheckpoints() {}

    /** A directory with fresh weights of this shape. */
    static Path write(Path directory, String config) {
        boolean encoder = config.equals(BERT);
        List<String> special = encoder ? List.of("[PAD]", "[CLS]", "[SEP]") : List.of("<|endoftext|>");
        Map<String, String> roles = encoder ? Map.of("pad_token", "[PAD]") : Map.of("eos_token", "<|endoftext|>");
        try (Tokenizer tokenizer = BpeTrainer.train(TEXTS, 300, special);
                Model model = model(config, tokenizer.vocabSize())) {
            Checkpoint.save(directory, model, tokenizer, roles, Map.of());
        }
        return directory;
    }

    private static Model model(String text, int vocabSize) {
        ObjectNode json = Json.read(text, ObjectNode.class);
        if (!json.has("vocab_size")) json.put("vocab_size", vocabSize);
        ModelConfig config = Architectures.read("config.json", json);
        return config instanceof EncoderConfig encoder
                ? SequenceClassifier.create(encoder, 5)
                : CausalLm.create((DecoderConfig) config, 5);
    }

    private static final List<String> TEXTS = List.of(
            "what of red cat 12?", "the blue dog is nice", "the green owl is ugly", "what of white bee 7?", "pink fox");
}
